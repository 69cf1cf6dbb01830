"""A group's page as it reads."""

from __future__ import annotations

import re


def page(client, group) -> str:
    """Return the words of the group's page, blanks collapsed, without what abbreviations stand for."""
    answer = client.get(group.get_absolute_url())
    assert answer.status_code == 200
    words = (
        re.sub(r"<span>[^<]*</span></abbr>|<[^>]+>", " ", answer.content.decode().replace("<wbr>", ""))
        .replace("\u00a0", " ")
        .replace("\u00ad", "")
        .replace("&quot;", '"')
    )
    return re.sub(r"\s+", " ", words).replace(" ,", ",").replace(" .", ".")
