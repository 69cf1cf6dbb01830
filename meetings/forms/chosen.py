"""The groups that somebody has chosen, as they stand in the address: `?grupp=ds-nordvast&grupp=styrgrupp-fact`."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from groups.models import Group

PARAMETER = "grupp"
MOST_CHOSEN = 40
"""So many groups an address holds: servers refuse an address of more than about 4,000 signs."""
SLUG = re.compile(r"[\w-]{1,80}", re.ASCII)


class Chosen:
    """The groups chosen, those of them that the reader may see. One query, none for an address without groups."""

    def __init__(self, address: QueryDict, visible: QuerySet[Group]) -> None:
        asked = list(dict.fromkeys(value for value in address.getlist(PARAMETER) if value))
        slugs = [slug for slug in asked if SLUG.fullmatch(slug)][:MOST_CHOSEN]
        found = visible.filter(slug__in=slugs).select_related("type", "region").order_by("sort_key", "pk")
        self.groups: list[Group] = list(found) if slugs else []
        self.lacking = min(len(asked), MOST_CHOSEN) - len(self.groups)
        """How many of those asked for are not there to choose, and are left out."""
        self.left_out = max(0, len(asked) - MOST_CHOSEN)
        """How many are left out because there is no room for more."""

    def __bool__(self) -> bool:
        return bool(self.groups)

    def __contains__(self, group: Group) -> bool:
        return group in self.groups

    @property
    def slugs(self) -> list[str]:
        return [group.slug for group in self.groups]

    @property
    def is_full(self) -> bool:
        return len(self.groups) >= MOST_CHOSEN

    @property
    def query(self) -> str:
        """The query string that chooses these groups, "" for none."""
        return f"?{urlencode([(PARAMETER, slug) for slug in self.slugs])}" if self.groups else ""

    def with_(self, group: Group) -> str:
        """Return the query string that chooses this group too."""
        return f"?{urlencode([(PARAMETER, slug) for slug in [*self.slugs, group.slug]])}"

    def without(self, group: Group) -> str:
        """Return the query string that chooses all but this group, "" when it was the only one."""
        rest = [(PARAMETER, slug) for slug in self.slugs if slug != group.slug]
        return f"?{urlencode(rest)}" if rest else ""
