"""Text that documents can hold: XML takes no control signs, and an accessible PDF no sign that its font lacks."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# Latin, Greek, Cyrillic, punctuation, currencies, letter-like signs, arrows and the commonest of mathematics: what the
# font that comes with typst 0.15 (Libertinus Serif) has for certain.
_SHOWN = re.compile(
    "[^\t\n\r\u0020-\u007e\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2010-\u2027\u2030-\u203a\u20ac"
    "\u2116\u2122\u2190-\u2194\u2212\u2248\u2260\u2264\u2265]"
)
UNSHOWN = "\N{WHITE SQUARE}"


def writable(text: str) -> str:
    """Return the text without what no document can hold; line ends become one kind."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(text: str) -> str:
    """Return the text with a square for each sign that the PDF's font may lack."""
    return _SHOWN.sub(UNSHOWN, text)


def heading(text: str) -> str:
    """Return the text as a heading, a dash for a blank one: an accessible document has no empty headings."""
    return writable(text).strip() or "–"
