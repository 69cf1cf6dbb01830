"""Why the system would not let a command read or write a file, in Swedish."""

from __future__ import annotations

WORDS = {
    FileNotFoundError: "den eller mappen finns inte",
    PermissionError: "rättigheter saknas",
    IsADirectoryError: "det är en mapp",
    NotADirectoryError: "en del av sökvägen är ingen mapp",
}


def refusal(error: OSError) -> str:
    """Return the words for an error; the system's own for what is rare."""
    return WORDS.get(type(error)) or error.strerror or str(error)
