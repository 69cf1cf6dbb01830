"""Possible duplicates: new rows that are called what another is, or nearly so, in the same place.

Names are compared within a delregion, or what else parts equal names, and only those that begin alike, so that 20,000
new names beside as many that stand cost seconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from groups.models import Group, GroupMunicipality, Organisation, Person, Tier
from groups.ordering import fold
from meetings.models import Meeting
from samverkan.exchange.plans import NEW, Problem, Row, SheetPlan

SIMILAR, SLIP = 88, 75
"""How alike of 100 two names are, and the words in which they differ, that one may have been taken for the other."""

MOST_COMPARED = 4_000_000
"""Pairs of names in one sheet that are compared; beyond these only equal names are pointed out."""

MOST_LOOKED_AT, MOST_TOLD = 50, 3
"""Rows with one name that are looked at, and that are told."""

ANYWHERE = object()


@dataclass(eq=False)
class Known:
    """A row that a new one may be the same as."""

    key: str
    name: str
    names: list[str]
    """All that it is called, folded."""
    place: Hashable = None
    """Rows of different places are different things; None may be anywhere."""
    municipalities: frozenset = frozenset()
    """The same, where both say any."""
    number: int = 0
    """Its row in the file; 0 where it stands in the registry."""

    def may_be(self, other: Known) -> bool:
        """Whether the two may be one; of the file only a row that comes before."""
        apart = None not in (self.place, other.place) and self.place != other.place
        elsewhere = self.municipalities and other.municipalities and not self.municipalities & other.municipalities
        return not (apart or elsewhere) and other.number < self.number


def point_out(sheets: Iterable[SheetPlan]) -> None:
    """Note at each new row what it may be the same as: a remark, which does not hinder. A few queries a sheet.

    To be asked before the rows are written: what stands is what they are compared with. Rows of which it is said that
    they are new, or asked which they are, are passed by.
    """
    for each in sheets:
        new = [row for row in each.rows if row.is_new and row.instance is not None]
        new = [row for row in new if not (row.is_answered or row.is_asked)]
        if not new:
            continue
        if each.sheet.model is Meeting:
            _same_day(new)
        elif each.sheet.model in _STANDING:
            _same_name(each, new)


def _same_name(plan: SheetPlan, new: list[Row]) -> None:
    standing, in_file = _STANDING[plan.sheet.model]
    new = [row for row in new if _folded(*(row.texts.get(name, "") for name in row.sheet.named_by))]
    own = [in_file(row) for row in new]
    by_name: dict[tuple, list[Known]] = defaultdict(list)
    by_start: dict[tuple, list[Known]] = defaultdict(list)
    for known in (*standing(), *own):
        if not known.names:
            continue
        for place in (known.place, ANYWHERE):
            by_start[place, known.names[0][:1]].append(known)
            for name in known.names:
                by_name[place, name].append(known)
    left = MOST_COMPARED
    for row, known in zip(new, own, strict=True):
        places = (ANYWHERE,) if known.place is None else (known.place, None)
        found = [
            other
            for place in places
            for name in known.names
            for other in by_name[place, name][:MOST_LOOKED_AT]
            if known.may_be(other)
        ]
        for place in places if not found else ():
            near = by_start[place, known.names[0][:1]]
            left -= len(near)
            if left > 0:
                found += _nearly(known, near)
        _remark(row, found)


def _nearly(own: Known, near: list[Known]) -> Iterator[Known]:
    """Yield those whose names differ by a slip of the pen, the nearest first: not Grupp 1 and Grupp 2."""
    names = [other.names[0] for other in near]
    for name, _score, place in process.extract(own.names[0], names, scorer=fuzz.ratio, limit=10, score_cutoff=SIMILAR):
        mine, others = set(own.names[0].split()), set(name.split())
        unlike = [" ".join(sorted(words)) for words in (mine - others, others - mine)]
        if fuzz.ratio(*unlike) >= SLIP and own.may_be(near[place]):
            yield near[place]


def _remark(row: Row, others: Iterable[Known]) -> None:
    for other in list(dict.fromkeys(others))[:MOST_TOLD]:
        is_equal = fold(row.name) == fold(other.name)
        if other.number:
            equal, near = _("”%(other)s” står också på rad %(number)d."), _("Liknar ”%(other)s” på rad %(number)d.")
        else:
            equal, near = _("”%(other)s” finns redan."), _("Liknar ”%(other)s”, som redan finns.")
        words = (equal if is_equal else near) % {"other": other.name.strip(), "number": other.number}
        answers = [other.key] if other.key else []
        if not row.key:  # a key of its own may be what other rows of the file know it by
            answers.append(NEW)
        row.remarks.append(Problem(row.sheet.key[0], words, tuple(answers)))


def _same_day(new: list[Row]) -> None:
    """Point out meetings of a group that has one on that day."""
    days = {row.instance.date for row in new if row.instance.date}
    if not days:
        return
    standing = Meeting.objects.exclude(status=Meeting.Status.CANCELLED).order_by("pk")
    standing = standing.filter(date__gte=min(days), date__lte=max(days)).values_list("group", "date", "uid")
    known: dict[tuple, tuple[str, int]] = {}
    for group, day, uid in standing:
        known.setdefault((group, day), (str(uid), 0))
    for row in new:
        group = row.values.get("group")
        key, number = known.setdefault((group, row.instance.date), (row.key, row.number))
        if number == row.number or not row.instance.date:
            continue
        words = _("Gruppen har redan ett möte den dagen.")
        if number:
            words = _("Gruppen har ett möte samma dag på rad %(number)d.") % {"number": number}
        row.remarks.append(Problem("uid", words, (key,) if key else ()))


def _groups() -> Iterator[Known]:
    concerned: dict[int, set[int]] = defaultdict(set)
    for group, municipality in GroupMunicipality.objects.order_by().values_list("group", "municipality"):
        concerned[group].add(municipality)
    columns = ("pk", "slug", "name", "short_name", "aliases", "tier", "region")
    for pk, slug, name, short, aliases, tier, region in Group.objects.listed().order_by("pk").values_list(*columns):
        municipalities = frozenset(concerned[pk]) if pk in concerned else frozenset()
        yield Known(slug, name, _folded(name, short, aliases), _place(tier, region), municipalities)


def _group(row: Row) -> Known:
    municipalities = frozenset(municipality for municipality, _start, _end in row.values.get("municipalities", ()))
    return _new(row, _place(row.instance.tier, row.instance.region_id), municipalities)


def _place(tier: str, region: int | None) -> Hashable:
    """Central groups are of one place, whether they name their county or not."""
    return Tier.CENTRAL if tier == Tier.CENTRAL else region


def _organisations() -> Iterator[Known]:
    columns = ("slug", "name", "short_name", "aliases", "region", "parent")
    for slug, name, short, aliases, region, parent in Organisation.objects.order_by("pk").values_list(*columns):
        yield Known(slug, name, _folded(name, short, aliases), region or (parent and ("under", parent)))


def _organisation(row: Row) -> Known:
    parent = row.values.get("parent")
    return _new(row, row.instance.region_id or (parent and ("under", parent)))


def _persons() -> Iterator[Known]:
    for uid, name, organisation in Person.objects.order_by("pk").values_list("uid", "name", "organisation"):
        yield Known(str(uid), name, _folded(name), organisation)


def _person(row: Row) -> Known:
    return _new(row, row.values.get("organisation"))


def _new(row: Row, place: Hashable, municipalities: frozenset = frozenset()) -> Known:
    names = [row.texts.get(name, "").replace("|", "\n") for name in row.sheet.named_by]
    return Known(row.key, row.name, _folded(*names), place, municipalities, row.number)


def _folded(*texts: str) -> list[str]:
    """The names in the texts, one on each line of them."""
    return list(dict.fromkeys(name for text in texts for line in text.splitlines() if (name := fold(line))))


_STANDING = {Group: (_groups, _group), Organisation: (_organisations, _organisation), Person: (_persons, _person)}
"""By model: what stands in the registry, and a new row of a file."""
