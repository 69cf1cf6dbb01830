"""Lists of meetings, page by page, at a cost that does not grow with all that have ever been."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_LISTED = 2000
"""So many does a list reach, from the day it begins with; another day reaches further."""


class BoundedPaginator(Paginator):
    """Pages of the first `MOST_LISTED`. No more are counted, and no page lies far beyond the first."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MOST_LISTED].count()

    @property
    def is_full(self) -> bool:
        """Whether there may be more than are listed."""
        return self.count >= MOST_LISTED
