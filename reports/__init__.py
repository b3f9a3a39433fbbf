"""Turns audits into what people and machines read: renderers (``formats``), views, and the command line.

Names are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.formats import RENDERERS, Look, Render, Renderer, Run, Unread, format_of_suffix

__all__ = ["RENDERERS", "Look", "Render", "Renderer", "Run", "Unread", "format_of_suffix"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(name)
    from reports import formats

    return getattr(formats, name)
