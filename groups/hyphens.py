"""Where long Swedish words may part at the end of a line."""

import re

_PART_OF_WORD = re.compile(
    r"(?<=\w{4})(?=beredning|samverkan|samordning|organ(?!isation)|grupp|utskott|möte|nätverk|kommitté|forum"
    r"|psykiatri|samråd|råd(?=et|en|\b)|avtal|missbruk|habilitering|mottagning)",
    re.IGNORECASE,
)
SOFT_HYPHEN = "\N{SOFT HYPHEN}"


def soften(text: object) -> str:
    """Return the text with soft hyphens between the parts of long Swedish words, so that a narrow screen can hold them.

    A browser's own hyphenation needs a Swedish dictionary, which many have not.
    """
    return _PART_OF_WORD.sub(SOFT_HYPHEN, str(text))
