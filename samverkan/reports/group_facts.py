"""One group in the compilation: all that was known of it, in a steady order, as a section."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.models import Principal, Status
from groups.snapshot import FACTS
from samverkan.reports.audience import Reading
from samverkan.reports.blocks import Bullets, Entry, Fact, Facts, Section, Words

SIDES = dict(Principal.choices)
"""What a side is called, by its key in the snapshot."""

WHERE_THEY_APPLY = {
    "short_name", "aliases", "origin", "basis", "basis_url", "mandate_text", "reports_to", "status_reason",
    "restart_condition", "successors", "valid_until", "note", "reviewed_by", "status_since", "municipalities", "parent",
    "commissions", "agenda",
}  # fmt: skip
"""Facts that many groups have no need of: one that is blank is left out. The others say that nothing is stated."""


IN_ONE_LINE = {"municipalities", "topics"}
"""Facts of several short words, told after each other."""


def anchor(slug: str) -> str:
    """Return the name of the section of a group, to lead to."""
    return f"g-{slug}"


def lines(words: str | list[str] | None) -> list[str]:
    """Return what is said of a fact in one line for each; none where nothing is."""
    return [each for each in ([words] if isinstance(words, str) else words or []) if each]


def section(reading: Reading, slug: str) -> Section:
    """Return the section of one group."""
    group = reading.groups[slug]
    facts = group["facts"]
    codes = group["codes"]
    made = Section(
        anchor(slug),
        facts["name"],
        note=facts["status"] if codes["status"] != Status.ACTIVE else "",
        status=codes["status"],
        folded=True,
    )
    if group["part"]:
        made.blocks.append(Words(_("Del av %(whole)s") % {"whole": facts["parent"]}, soft=True))
    rows = [row for key in FACTS if key != "name" and (row := _fact(key, facts.get(key)))]
    made.blocks.append(Facts(rows + _found(reading, group)))
    made.blocks += _seats(reading, group)
    return made


def _fact(key: str, words: Any) -> Fact | None:
    said = lines(words)
    if key in IN_ONE_LINE and said:
        said = [", ".join(said)]
    if not said and key in WHERE_THEY_APPLY:
        return None
    # Who wrote it chose the capitals of names; a word that stands alone begins with one, as on the group's page.
    return Fact(str(FACTS[key].label), [capfirst(each) for each in said] or [_("Inte angivet")], stated=bool(said))


def _found(reading: Reading, group: dict[str, Any]) -> list[Fact]:
    """Return what was found out about the group beside its facts."""
    found = [
        Fact(_("Kommuner utan företrädare"), [", ".join(group["missing"])]) if group["missing"] else None,
        Fact(_("Oklart i åtgärdsstrappan"), [capfirst(each) for each in group["ladder"]]) if group["ladder"] else None,
        Fact(_("Möten"), held) if (held := meetings_words(group, whole=reading.whole)) else None,
        Fact(_("Granskningen"), said) if (said := review_words(group)) else None,
    ]
    return [each for each in found if each]


def meetings_words(group: dict[str, Any], *, whole: bool) -> list[str]:
    """Return what is known of the group's meetings, in sentences; none where nothing is.

    How many come is told to those who read the whole, as on the pages of the group.
    """
    held = group.get("meetings")
    if not held:
        return []
    told = [
        ngettext("%(n)s möte hållet sedan %(since)s", "%(n)s möten hållna sedan %(since)s", held["held"])
        % {"n": held["held"], "since": held["since"]}
    ]
    if expected := expected_words(held):
        told[0] += "; " + _("väntat %(n)s") % {"n": expected}
    else:
        told[0] += "; " + _("hur många som väntas går inte att säga")
    if held["last"]:
        told.append(_("Senast %(day)s") % {"day": held["last"]})
    if whole and held["share"] is not None:
        told.append(_("I snitt %(share)s %% av de kallade var med") % {"share": held["share"]})
    if held["open_actions"]:
        actions = ngettext("%(n)s öppen åtgärd", "%(n)s öppna åtgärder", held["open_actions"])
        told.append(actions % {"n": held["open_actions"]})
        if held["late_actions"]:
            told[-1] += ", " + _("varav %(n)s försenade") % {"n": held["late_actions"]}
    return told


def expected_words(held: dict[str, Any]) -> str:
    """Return "4" or "4–6" meetings, "" where it cannot be told."""
    least, most = held["expected_min"], held["expected_max"]
    if least is None and most is None:
        return ""
    return f"{least}–{most}" if None not in (least, most) and least != most else str(least if most is None else most)


def review_words(group: dict[str, Any]) -> list[str]:
    """Return what the convener answered and what the commissioner decided; none where the group was not asked."""
    asked = group.get("review")
    if not asked:
        return []
    if asked["attested"]:
        told = [_("Sammankallande intygar att uppgifterna stämmer")]
    else:
        told = [_("Sammankallande har svarat") if asked["answered"] else _("Inget svar har kommit")]
    if asked["outcome_words"]:
        told.append(_("Sammankallandes förslag: %(outcome)s") % {"outcome": asked["outcome_words"]})
    if asked["verdict_words"]:
        decided = _("Uppdragsgivarens beslut: %(verdict)s") % {"verdict": asked["verdict_words"]}
        told.append(f"{decided} ({asked['verdict_note']})" if asked["verdict_note"] else decided)
    return told


def _seats(reading: Reading, group: dict[str, Any]) -> list[Words | Bullets]:
    if not group["seats"]:
        return [Words(_("Inga platser är registrerade."), soft=True)]
    vacant = sum(seat["vacant"] for seat in group["seats"])
    places = sum(seat["places"] for seat in group["seats"])
    told = ngettext("%(n)s plats", "%(n)s platser", places) % {"n": places}
    if vacant:
        told += ", " + ngettext("varav %(n)s vakant", "varav %(n)s vakanta", vacant) % {"n": vacant}
    return [Words(told), Bullets([Entry(seat_words(reading, seat)) for seat in group["seats"]])]


def seat_words(reading: Reading, seat: dict[str, Any]) -> str:
    """Return a seat in words: what it is, whose, and who holds it or that it is vacant."""
    what = capfirst(seat["label"])
    if seat["organisation"] and seat["organisation"].casefold() not in what.casefold():
        what += f", {seat['organisation']}"
    if seat["places"] > 1:
        what += f" ({ngettext('%(n)s plats', '%(n)s platser', seat['places']) % {'n': seat['places']}})"
    holders = [holder_words(reading, seat, holder) for holder in seat["holders"]]
    if seat["vacant"]:
        holders.append(_("vakant") if seat["vacant"] == 1 else _("%(n)s vakanta") % {"n": seat["vacant"]})
    elif not holders and seat["by_role"]:
        holders.append(_("funktionen själv"))
    return f"{what}: {'; '.join(holders)}" if holders else what


def holder_words(reading: Reading, seat: dict[str, Any], holder: dict[str, Any]) -> str:
    """Return who holds a seat, for whom, and until when."""
    words = reading.holder(holder["person"])
    if holder["for"] and holder["for"] != seat["organisation"]:
        words += f", {holder['for']}"
    return words + (f" ({_('till och med %(day)s') % {'day': holder['to']}})" if holder["to"] else "")
