"""Text that others chose (names, titles, questions, names of files), as it may be shown.

Nothing in it may steer a terminal, turn the direction of writing, or be invisible. The program has the same rules
(sim/text/unicode.cpp).
"""

from __future__ import annotations

import re
import shlex

# C0, C1 and DEL, soft hyphen, fillers, zero width, ends of lines, directions of writing, tags, what is no character.
STEERING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff0-\ufffb"
    "\ufffe\uffff\U0001bca0-\U0001bca3\U000e0000-\U000e0fff\ud800-\udfff]"
)
SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def shown(text: object) -> str:
    r"""What would steer a terminal as `\n`, `\x1B`, `\u{202E}`; bytes that are no character as `\xFF`."""
    return STEERING.sub(lambda found: _escape(found[0]), str(text))


def whole(text: str | bytes) -> str:
    r"""Text as it is, with bytes that are no character as `\xff`: such a text can be written anywhere."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return data.decode("utf-8", "backslashreplace")


def shorten(text: str, most: int) -> str:
    """At most so many characters: further words are left out, and an ellipsis says so. One long word is cut."""
    if len(text) <= most:
        return text
    head = text[:most]
    at = head.rfind(" ")
    return (head[: at if at > 0 else most - 1]).rstrip(" ,;:(") + "\u2026"


def shell_file(path: str) -> str:
    """A file as an argument of a command that a reader is told to type."""
    name = f"./{path}" if path.startswith("-") else path
    if not STEERING.search(name):
        return shlex.quote(name)
    data = name.encode("utf-8", "surrogateescape")
    return "$'" + "".join(_in_shell(byte) for byte in data) + "'"


def _escape(character: str) -> str:
    code = ord(character)
    if character in SHORT:
        return SHORT[character]
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8, as Python keeps it
        return f"\\x{code - 0xDC00:02X}"
    return f"\\x{code:02X}" if code < 0x80 else f"\\u{{{code:X}}}"


def _in_shell(byte: int) -> str:
    character = chr(byte)
    if not 0x20 <= byte < 0x7F:
        return f"\\{byte:03o}"
    return f"\\{character}" if character in "'\\" else character
