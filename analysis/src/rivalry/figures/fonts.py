"""Characters that the pages' own font lacks (names in Chinese, say): drawn in a font of the system, or as escapes.

Matplotlib would draw boxes and warn for each of them.
"""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator
from functools import cache

import matplotlib
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

from rivalry.shown import shorten, shown

OWN = "DejaVu Sans"
# With Matplotlib, but for formulas or of boxes alone.
NOT_FOR_WORDS = ("cm", "STIX", "Last Resort", "DejaVu")
# Fonts that hold most of the world's writing come first, so that one of them does.
WIDE = ("Noto Sans CJK", "WenQuanYi", "Droid Sans Fallback", "Noto Sans", "Unifont")
LONGEST = 1000  # characters of a title or question that are drawn


class MissingFontWarning(UserWarning):
    """Characters that no font on this system has were drawn as escapes."""


class Fonts:
    """The fonts of one page. While it is drawn they stand in Matplotlib's settings, in the order in which they are
    tried."""

    def __init__(self) -> None:
        self.families = [OWN]
        self._have = set(_characters(_file_of(OWN)))
        self._lacking: set[str] = set()

    def drawable(self, text: str) -> str:
        r"""The text in characters that can be drawn; others as `\\u{7ADE}`, and so what would steer a terminal."""
        plain = shown(shorten(text, LONGEST))
        lacking = {character for character in plain if ord(character) not in self._have}
        if lacking - self._lacking:
            self._find(lacking)
        return "".join(f"\\u{{{ord(c):X}}}" if c in self._lacking else c for c in plain)

    def notice(self) -> str:
        """What is to be said of what could not be drawn; nothing if all could."""
        if not self._lacking:
            return ""
        some = shorten(" ".join(sorted(self._lacking)), 40)
        shown_as = f"\\u{{{ord(min(self._lacking)):X}}} and the like"
        return (
            f"no font on this system has {some}, which the picture shows as {shown_as}; "
            "install one, such as Debian's fonts-droid-fallback"
        )

    def _find(self, lacking: set[str]) -> None:
        left = {ord(character) for character in lacking}
        for family, file in _families():
            found = left & _characters(file)
            if found:
                self.families.append(family)
                self._have |= _characters(file)
                left -= found
            if not left:
                break
        self._lacking |= {chr(code) for code in left}
        matplotlib.rcParams["font.family"] = self.families


@contextlib.contextmanager
def drawing() -> Iterator[Fonts]:
    """Texts on a page, while it is drawn: their fonts, and no `$` that would begin a formula.

    Warns:
        MissingFontWarning: once, of all that no font has.
    """
    fonts = Fonts()
    with quietly(), matplotlib.rc_context({"font.family": fonts.families, "text.parse_math": False}):
        yield fonts
    if said := fonts.notice():
        warnings.warn(said, MissingFontWarning, stacklevel=4)


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Without Matplotlib's word that a font of the system has no bold letters."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


@cache
def _families() -> list[tuple[str, str]]:
    """Upright families of the system with their files: those that hold much first, others by name."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for file in font_manager.findSystemFonts():  # Matplotlib's list may be older than the fonts
        if file not in known:
            with contextlib.suppress(OSError, RuntimeError):
                font_manager.fontManager.addfont(file)
    found: dict[str, str] = {}
    for entry in sorted(font_manager.fontManager.ttflist, key=lambda entry: (entry.name, entry.fname)):
        if entry.style == "normal" and not entry.name.startswith(NOT_FOR_WORDS):
            found.setdefault(entry.name, _file_of(entry.name))
    rank = {name: next((i for i, wide in enumerate(WIDE) if name.startswith(wide)), len(WIDE)) for name in found}
    return sorted(found.items(), key=lambda item: (rank[item[0]], item[0]))


def _file_of(family: str) -> str:
    return str(font_manager.findfont(FontProperties(family=[family])))


@cache
def _characters(file: str) -> frozenset[int]:
    """Codes of the characters that a font has; none where it cannot be read."""
    with contextlib.suppress(OSError, RuntimeError):
        return frozenset(font_manager.get_font(file).get_charmap())
    return frozenset()
