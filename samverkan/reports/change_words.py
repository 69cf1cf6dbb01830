"""What has changed between two snapshots, in sentences with counts and in lists: `groups.differences` in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.differences import About, Changed, Differences, Ended, FactChange, between
from groups.seat_changes import HolderChange, SeatChange
from samverkan.reports import alike
from samverkan.reports.audience import Reading, comparable
from samverkan.reports.blocks import Entry, Section, Words
from samverkan.reports.group_facts import anchor, lines

_SEATS = {
    "added": gettext_lazy("ny plats"),
    "removed": gettext_lazy("borttagen plats"),
    "renamed": gettext_lazy("nytt namn på plats"),
    "places": gettext_lazy("antal platser"),
}
_PLACES = {"region": gettext_lazy("Delregion"), "parent": gettext_lazy("Ligger under"), "part": gettext_lazy("Del")}
_HOLDERS = {
    "came": gettext_lazy("tillträdde"),
    "left": gettext_lazy("lämnade"),
    "term": gettext_lazy("annan tid"),
    "for": gettext_lazy("företräder en annan"),
}


class Changes:
    """The differences from an earlier reading to a later one, for the reader of the later."""

    def __init__(self, earlier: Reading, later: Reading) -> None:
        self.earlier, self.later = earlier, later
        self.found: Differences = between(*comparable(earlier, later))

    def holder(self, uid: str) -> str:
        """Return the name of a person that either of them tells."""
        return self.later.names.get(uid) or self.earlier.holder(uid)


def sentences(changes: Changes | None) -> list[str]:
    """Return the changes in sentences with counts; that nothing can be told where nothing is compared."""
    if changes is None:
        return [_("Det finns ingen tidigare sammanställning att jämföra med, så ändringar kan inte räknas fram.")]
    found = changes.found
    counted = [
        ngettext("%(n)s grupp är ny", "%(n)s grupper är nya", _groups(found.new)) % {"n": _groups(found.new)},
        ngettext("%(n)s har avslutats", "%(n)s har avslutats", _groups(found.ended)) % {"n": _groups(found.ended)},
    ]
    if merged := _groups(found.merged):
        counted[-1] += " (" + _("varav %(n)s har ersatts av andra grupper") % {"n": merged} + ")"
    rest = [
        (_("har bytt namn"), len(found.renamed)),
        (_("har flyttats"), len({each.slug for each in found.moved})),
        (_("har ändrade uppgifter"), len(found.changed)),
    ]
    counted += [f"{count} {words}" for words, count in rest]
    told = [_("Sedan %(day)s: %(counts)s.") % {"day": changes.earlier.snapshot["day"], "counts": _and(counted)}]
    if changes.later.snapshot["commissioner"]:
        told.append(
            _("%(attested)s är oförändrade och intygade av sammankallande, %(unattested)s är oförändrade utan intyg.")
            % {"attested": len(found.attested), "unattested": len(found.unattested)}
        )
        if unanswered := _groups(found.unanswered):
            told[-1] += " " + ngettext("%(n)s har inte svarat.", "%(n)s har inte svarat.", unanswered) % {
                "n": unanswered
            }
    return told


def section(changes: Changes | None) -> Section:
    """Return every change, list by list; what there is nothing of is said in one line."""
    made = Section("andringar", _("Ändringar sedan sist"))
    if changes is None:
        made.blocks.append(Words(*sentences(None)))
        return made
    made.sections, none = lists(changes)
    if none:
        made.blocks.append(Words(_("Det finns inga: %(lists)s.") % {"lists": ", ".join(none)}, soft=True))
    return made


def lists(changes: Changes) -> tuple[list[Section], list[str]]:
    """Return a section for each kind of change that there is, and the names of those that there are none of."""
    found = changes.found
    kinds = [
        ("nya", _("Nya grupper"), [_entry(changes, each, each.words) for each in found.new]),
        ("bort", _("Avslutade grupper"), [_entry(changes, each, _ended(each)) for each in found.ended]),
        ("ihop", _("Ersatta och sammanslagna grupper"), [_entry(changes, each, _into(each)) for each in found.merged]),
        (
            "namn",
            _("Grupper som har bytt namn"),
            [_entry(changes, each, _("hette %(was)s") % {"was": each.was}) for each in found.renamed],
        ),
        (
            "flyttade",
            _("Flyttade grupper"),
            [_entry(changes, each, _from_to(each.was, each.now)) for each in found.moved],
        ),
        (
            "andrade",
            _("Grupper med ändrade uppgifter"),
            [_entry(changes, each, "", changed(changes, each)) for each in found.changed],
        ),
        ("intygade", _("Oförändrade grupper, intygade"), [_entry(changes, each) for each in found.attested]),
        ("ointygade", _("Oförändrade grupper, inte intygade"), [_entry(changes, each) for each in found.unattested]),
        ("obesvarade", _("Grupper som inte har svarat"), [_entry(changes, each) for each in found.unanswered]),
        (
            "beslutade",
            _("Vad som har blivit av förra besluten"),
            [_entry(changes, each, f"{each.verdict} → {each.became}") for each in found.decided],
        ),
    ]
    made = [
        Section(f"andringar-{key}", title, [alike.bullets(changes.later, entries)])
        for key, title, entries in kinds
        if entries
    ]
    return made, [title[0].lower() + title[1:] for _key, title, entries in kinds if not entries]


def changed(changes: Changes, group: Changed) -> list[Entry]:
    """Return what has changed of a group, a line for each fact, seat and holder."""
    return [
        *(Entry(_fact(each)) for each in group.facts),
        *(Entry(_seat(each)) for each in group.seats),
        *(Entry(_holder(changes, each)) for each in group.holders),
    ]


def rows(changes: Changes) -> Iterable[tuple[About, str, str, str, str]]:
    """Yield (group, kind of change, what, before, now) for each change: the sheet of changes."""
    found = changes.found
    for each in found.new:
        yield each, _("ny"), "", "", each.words
    for each in found.ended:
        yield each, _("ersatt") if each.successors else _("avslutad"), each.reason, each.since, _successors(each)
    for each in found.renamed:
        yield each, _("nytt namn"), _("Namn"), each.was, each.name
    for each in found.moved:
        yield each, _("flyttad"), str(_PLACES[each.what]), each.was, each.now
    for group in found.changed:
        for fact in group.facts:
            yield group, _("ändrad"), fact.label, _several(fact.was), _several(fact.now)
        for seat in group.seats:
            yield group, _("ändrad plats"), str(_SEATS[seat.kind]), seat.was, seat.now
        for holder in group.holders:
            who = changes.holder(holder.person)
            yield (
                group,
                _("ändrad innehavare"),
                f"{holder.seat}: {_HOLDERS[holder.kind]}",
                holder.was,
                (f"{who} {holder.now}".strip()),
            )
    for each in found.attested:
        yield each, _("oförändrad, intygad"), "", "", ""
    for each in found.unattested:
        yield each, _("oförändrad, inte intygad"), "", "", ""
    for each in found.unanswered:
        yield each, _("inget svar"), "", "", ""
    for each in found.decided:
        yield each, _("förra beslutet"), "", each.verdict, each.became


def _groups(found: Iterable[About]) -> int:
    """Return how many groups they are; parts are no groups of their own."""
    return sum(not each.part for each in found)


def _entry(changes: Changes, about: About, words: str = "", inner: Iterable[Entry] = ()) -> Entry:
    has_section = about.slug in changes.later.groups
    return Entry(words, about.name, anchor(about.slug) if has_section else "", list(inner))


def _ended(each: Ended) -> str:
    told = _("avslutad %(day)s") % {"day": each.since} if each.since else _("avslutad")
    return f"{told}: {each.reason}" if each.reason else f"{told}; {_('orsaken är inte angiven')}"


def _into(each: Ended) -> str:
    return _("ersätts av %(names)s") % {"names": _successors(each)}


def _successors(each: Ended) -> str:
    return ", ".join(name for _slug, name in each.successors)


def _from_to(was: str, now: str) -> str:
    nothing = _("ingenstans")
    return _("från %(was)s till %(now)s") % {"was": was or nothing, "now": now or nothing}


def _several(words: str | list[str]) -> str:
    return "; ".join(lines(words))


def _fact(change: FactChange) -> str:
    """Return a change in words; of a list what has come and gone."""
    if isinstance(change.was, list) and isinstance(change.now, list):
        gone = [each for each in change.was if each not in change.now]
        come = [each for each in change.now if each not in change.was]
        told = []
        if come:
            told.append(_("tillkom: %(words)s") % {"words": "; ".join(come)})
        if gone:
            told.append(_("togs bort: %(words)s") % {"words": "; ".join(gone)})
        return f"{change.label} – {', '.join(told) or _('annan ordning')}"
    was, now = (_several(each) or _("inte angivet") for each in (change.was, change.now))
    return _("%(label)s: ”%(now)s” (förut ”%(was)s”)") % {"label": change.label, "was": was, "now": now}


def _seat(change: SeatChange) -> str:
    kind = str(capfirst(_SEATS[change.kind]))
    if change.kind in ("added", "removed"):
        return f"{kind}: {change.now or change.was}"
    return _("%(kind)s: %(was)s, nu %(now)s") % {"kind": kind, "was": change.was, "now": change.now}


def _holder(changes: Changes, change: HolderChange) -> str:
    """Return who has come, gone or sits otherwise than before."""
    told = {"seat": capfirst(change.seat), "who": changes.holder(change.person), "was": change.was, "now": change.now}
    told |= {name: told[name] or _("inte angivet") for name in ("was", "now")}
    if change.kind == "came":
        return _("%(seat)s: ny innehavare, %(who)s") % told
    if change.kind == "left":
        return _("%(seat)s: lämnade platsen, %(who)s") % told
    if change.kind == "term":
        return _("%(seat)s: %(who)s sitter till och med %(now)s (förut %(was)s)") % told
    return _("%(seat)s: %(who)s företräder %(now)s (förut %(was)s)") % told


def _and(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} {_('och')} {words[-1]}" if len(words) > 1 else "".join(words)
