"""Files that commands read and write: whose they are, and why the system would not let them."""

from __future__ import annotations

import os

WORDS = {
    FileNotFoundError: "den eller mappen finns inte",
    PermissionError: "rättigheter saknas",
    IsADirectoryError: "det är en mapp",
    NotADirectoryError: "en del av sökvägen är ingen mapp",
}


def refusal(error: OSError) -> str:
    """Return the words for an error, in Swedish; the system's own for what is rare."""
    return WORDS.get(type(error)) or error.strerror or str(error)


def for_its_owner_alone(path: str, flags: int) -> int:
    """An `opener` for files with personal data: a new one is readable by its owner only."""
    return os.open(path, flags, 0o600)
