"""Swedish order and Swedish search, as plain text that any database treats alike.

`sort_key` is stored beside a name and sorted by; `fold` is stored beside a text and searched in. Both are
pure, take any string there is, and need no collation that the database must know of.
"""

import re
import unicodedata

SORT_KEY_CHARACTERS = 100
SORT_KEY_LENGTH = 2 * SORT_KEY_CHARACTERS

MOST_WORDS = 8
LONGEST_QUERY = 300

# Only the beginning of a text reaches the key; the rest is not worth normalising.
_READ_FOR_KEY = 10 * SORT_KEY_CHARACTERS

# Two digits for each sign, so that comparing keys as text is comparing signs. A number opens with a sign for
# how many digits it has, which is what puts "grupp 2" before "grupp 10".
_SPACE = "01"
_LONGEST_NUMBER = 18
_NUMBER_OF_DIGITS = {length: f"{1 + length:02}" for length in range(1, _LONGEST_NUMBER + 1)}
_SIGNS = {sign: f"{20 + place:02}" for place, sign in enumerate("0123456789abcdefghijklmnopqrstuvwxyzåäö")}
_OTHER_LETTER = "60"

_RING, _DIAERESIS, _DOUBLE_ACUTE = "\u030a", "\u0308", "\u030b"
_SWEDISH_LETTERS = {
    ("a", _RING): "å",
    ("a", _DIAERESIS): "ä",
    ("o", _DIAERESIS): "ö",
    ("o", _DOUBLE_ACUTE): "ö",
    ("u", _DIAERESIS): "y",
    ("u", _DOUBLE_ACUTE): "y",
}

# Letters that Unicode does not take apart into a base letter and an accent.
_WHOLE_LETTERS = {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "þ": "th", "ŋ": "n", "ŧ": "t"}
_SORTED_AS = _WHOLE_LETTERS | {"æ": "ä", "ø": "ö", "œ": "ö"}
_SEARCHED_AS = _WHOLE_LETTERS | {"æ": "a", "ø": "o", "œ": "oe"}

_APOSTROPHES = frozenset("'’‘ʼ`")
# What nearly all texts here are made of needs no decomposition: these, and ASCII.
_COMMON = str.maketrans({"’": "'", "–": " ", "”": " ", "\u00a0": " ", "…": " "})
_COMMON_FOLDED = _COMMON | str.maketrans("ÅÄÖÉåäöé", "aaoeaaoe")
_SWEDISH = str.maketrans("åäö", "\0\0\0")
_NEITHER_LETTER_NOR_NUMBER = re.compile("[^a-z0-9åäö]+")
_PIECES = re.compile(r"[0-9]+|.", re.DOTALL)


def sort_key(text: str) -> str:
    """Return digits whose order, under any collation, is the Swedish order of the texts they stand for.

    At most `SORT_KEY_LENGTH` digits, always an even number of them: end < space < numbers by value < a–z <
    å < ä < ö < letters of other alphabets. Case and accents do not count (é is e, ü is y, æ is ä, ø is ö). A
    run of punctuation, dashes and blanks counts as one space, and as nothing at either end. Texts that differ
    only in such things get the same key, so a query orders by the key and then by something unique.
    """
    key = []
    begun = text.lstrip()[:_READ_FOR_KEY]
    for piece in _PIECES.findall(_quick_for_key(begun) or _plain(_swedish_letters(begun), _SORTED_AS)):
        if piece == " ":
            key.append(_SPACE)
        elif piece[0] in "0123456789":
            number = (piece.lstrip("0") or "0")[:_LONGEST_NUMBER]
            key.append(_NUMBER_OF_DIGITS[len(number)])
            key.extend(_SIGNS[digit] for digit in number)
        else:
            key.append(_SIGNS.get(piece, _OTHER_LETTER))
    return "".join(key)[:SORT_KEY_LENGTH]


def fold(text: str) -> str:
    """Return the text as search stores and asks for it: lower case, no accents, one space between words.

    "Ängelholm", "ängelholm" and "Angelholm" all give "angelholm"; dashes and punctuation part words,
    apostrophes and invisible signs vanish. Folding what is already folded changes nothing.
    """
    common = text.translate(_COMMON_FOLDED)
    if common.isascii():
        return _quick(common)
    bare = "".join(sign for sign in _decomposed(text) if not unicodedata.combining(sign))
    return _plain(bare, _SEARCHED_AS)


def searchable(*texts: str) -> str:
    """Return the texts folded, for a search in them: "| ds nordvast | nordvastra radet |"; "| |" for none.

    A blank on either side makes the first and last word like others; a bar tells where a text begins and ends.
    """
    return " ".join(["|", *(f"{folded} |" for text in texts if (folded := fold(text)))])


def genitive(name: str) -> str:
    """Return "Bjuvs" for Bjuv, and Höganäs as it is."""
    return f"{name}{'' if name[-1:].lower() in ('s', 'x', 'z') else 's'}"


def in_full(municipality: str) -> str:
    """Return what people write for a municipality's name: "Bjuvs kommun", "Höganäs kommun"."""
    return f"{genitive(municipality)} kommun"


def words(query: str) -> list[str]:
    """Return the folded words of what somebody typed, in order, each once, at most `MOST_WORDS` of them.

    Only the first `LONGEST_QUERY` characters are read; an empty list means there is nothing to search for.
    """
    return list(dict.fromkeys(fold(query[:LONGEST_QUERY]).split()))[:MOST_WORDS]


def _quick(text: str) -> str:
    """Return what `_plain` would, of a text of common signs."""
    return _NEITHER_LETTER_NOR_NUMBER.sub(" ", text.lower().replace("'", "").replace("`", "")).strip()


def _quick_for_key(text: str) -> str:
    """Return the text plain with å, ä and ö kept, if it is of common signs alone; else nothing."""
    lower = text.translate(_COMMON).lower()
    return _quick(lower) if lower.translate(_SWEDISH).isascii() else ""


def _decomposed(text: str) -> str:
    """Return the text without case, its letters parted from their accents (Unicode's caseless matching)."""
    once = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKD", once.casefold())


def _swedish_letters(text: str) -> str:
    """Return the text without case and accents, but with å, ä and ö kept whole and ü as the y it sorts as."""
    letters: list[str] = []
    for sign in _decomposed(text):
        if not unicodedata.combining(sign):
            letters.append(sign)
        elif letters:
            letters[-1] = _SWEDISH_LETTERS.get((letters[-1], sign), letters[-1])
    return "".join(letters)


def _plain(text: str, letters: dict[str, str]) -> str:
    """Return the text with `letters` replaced and all that is neither letter nor number as single spaces."""
    signs = []
    for sign in text:
        if sign in _APOSTROPHES or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
            continue
        if (digit := unicodedata.digit(sign, None)) is not None:
            signs.append(str(digit))
        else:
            signs.append(letters.get(sign, sign) if sign.isalnum() else " ")
    return " ".join("".join(signs).split())
