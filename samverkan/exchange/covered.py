"""A group whose row names municipalities covers them, also where the file has no word for that.

People's lists have a column of municipalities and none that says whether they are all that the group covers. Without
it they would stand in the registry and count nowhere.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from groups.models import Coverage
from samverkan.exchange.plans import Problem, Row


def settle(row: Row, before: str) -> None:
    """Let the group cover the municipalities that its row names, or remark that what is said of it hinders that.

    `before` is what the registry says that it covers, in words; blank for a new group.
    """
    if not row.values.get("municipalities") or any(each.column == "coverage" for each in row.problems):
        return
    listed = str(Coverage.LISTED.label)
    said = row.texts.get("coverage", "").strip()
    if not said and before in ("", str(Coverage.NOT_STATED.label)):
        row.values["coverage"] = Coverage.LISTED
        if before:
            row.changes["coverage"] = (before, listed)
        else:
            row.texts["coverage"] = listed
    elif (row.values.get("coverage") or before) not in (Coverage.LISTED, listed):
        words = _("Kommunerna räknas bara om gruppen omfattar ”%(listed)s”; här står ”%(said)s”.")
        row.remarks.append(Problem("coverage", words % {"listed": listed, "said": said or before}, (listed,)))
