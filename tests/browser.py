"""A real browser for tests of the HTML report: the system's Chromium, without a window and without the network.

``tab`` is a fixture; a test module imports ``tab_fixture`` to have it. Where Chromium, its driver or selenium is
missing, the tests that need it are skipped with a reason that says what to install.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--lang=zh-CN",
)


class Tab:
    """One tab, with what tests ask of it."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def open(self, page: Path, part: str = "") -> None:
        """Load a file afresh, forgetting what was logged before."""
        self.driver.get("about:blank")
        self.logged()
        self.requested()
        self.driver.get(page.as_uri() + part)

    def size(self, width: int, height: int, *, dark: bool = False) -> None:
        self._command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        scheme = "dark" if dark else "light"
        self._command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def scripts(self, *, on: bool) -> None:
        self._command("Emulation.setScriptExecutionDisabled", value=not on)

    def logged(self) -> list[str]:
        """What the console said since it was last asked; reports of a broken policy are among it."""
        return [entry["message"] for entry in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def requested(self) -> list[str]:
        """Addresses that the page asked for since this was last asked."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))  # type: ignore[no-untyped-call]
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements("css selector", selector)

    def seen(self, selector: str) -> list[WebElement]:
        return [element for element in self.all(selector) if element.is_displayed()]

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element("css selector", selector)

    def click(self, element: WebElement | str) -> None:
        """A real click, on something brought to the middle of the window first."""
        target = self.one(element) if isinstance(element, str) else element
        self.run("arguments[0].scrollIntoView({block: 'center'})", target)
        target.click()

    def follow(self, link: WebElement) -> None:
        """Click a link to another place of the page, and wait until the page has heard of it: it does not at once."""
        self.run("window.heard = new Promise(done => addEventListener('hashchange', () => done(), {once: true}))")
        link.click()
        self.driver.execute_async_script("window.heard.then(arguments[0])")

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def press(self, *keys: str) -> None:
        """Keys for whatever has the focus."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def focused(self) -> str:
        """Selector-like name of what has the focus: its first class, or its tag."""
        return str(self.run("const e = document.activeElement; return e.classList[0] || e.tagName.toLowerCase();"))

    def picture(self) -> bytes:
        return self.driver.get_screenshot_as_png()

    def printed(self) -> bytes:
        """The page as a PDF, on the paper that its own style asks for."""
        return base64.b64decode(self._command("Page.printToPDF", preferCSSPageSize=True)["data"])

    def _command(self, name: str, **values: object) -> Any:
        return self.driver.execute_cdp_cmd(name, values)


def missing() -> str | None:
    """What the browser tests lack here."""
    for program in ("chromium", "chromedriver"):
        if not shutil.which(program):
            return f"{program} is not installed (apt-get install chromium chromium-driver)"
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "selenium is not installed (pip install -e '.[dev]')"
    return None


@contextmanager
def browser(profile: Path) -> Iterator[Tab]:
    """A browser with a profile of its own, closed at the end."""
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    os.environ["SE_OFFLINE"] = "true"  # selenium never looks for a driver on the network
    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options, Service(str(shutil.which("chromedriver"))))
    try:
        yield Tab(driver)
    finally:
        driver.quit()


@pytest.fixture(scope="module", name="tab")
def tab_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    reason = missing()
    if reason:
        pytest.skip(reason)
    with browser(tmp_path_factory.mktemp("chromium")) as tab:
        yield tab
