"""What tests ask of any page of ours: how a parser sees it, that it asks for nothing, that no text becomes markup."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

from reports import html

VOID = {"meta", "link", "input", "br", "img", "path", "rect", "circle", "use"}
ATTACK = (
    '</script><script>window.pwned=1</script><img src=x onerror="window.pwned=2">\'"><svg onload=window.pwned=3>'
    "{{ 7*7 }}{% raw %}${window.pwned=4}<!--]]>&lt;b&gt; 甲\u202e乙\u2066丙\x00\x1b[31m丁" + "长" * 300 + "W" * 400
)


class Seen(HTMLParser):
    """What a parser makes of a page: its elements with their attributes, and the text outside script and style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inline: dict[str, list[str]] = {"style": [], "script": []}
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.inline:
            self.inline[self.open[-1]].append(data)
        else:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.elements if name in attributes]

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for _, attributes in self.elements if name in (attributes.get("class") or "").split()]


def check_self_contained(source: str) -> None:
    """Nothing to load, nothing to run but the script that the policy knows, no other tag or attribute that could."""
    page = Seen(source)
    policy = page.values("content")[0]
    for name in ("style", "script"):
        (inline,) = page.inline[name]
        assert f"{name}-src 'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert set(re.findall(r"https?://[^'\"\s)]*", source)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in source
    assert "url(" not in source
    assert page.values("src") == []
    tags = {tag for tag, _ in page.elements}
    assert tags.isdisjoint({"iframe", "object", "embed", "form", "base", "img"})
    names = {name for _, attributes in page.elements for name in attributes}
    assert not [name for name in names if name == "style" or name.startswith("on")]


def colours(*, dark: bool) -> dict[str, str]:
    """The colours that all pages use, by name."""
    style = (Path(html.__file__).parent / "base.css").read_text("utf-8")
    light, night = re.findall(r":root \{([^}]*)\}", style)[:2]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light + night if dark else light))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG has it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
