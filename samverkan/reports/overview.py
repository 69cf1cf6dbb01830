"""The groups at a glance: active ones by tier and topic, those just started, those at rest and those that ended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.models import Status, Tier
from groups.ordering import sort_key
from samverkan.reports import alike
from samverkan.reports.audience import Reading
from samverkan.reports.blocks import Bullets, Entry, Section, Words
from samverkan.reports.group_facts import anchor, lines

TIERS = {
    Tier.CENTRAL: gettext_lazy("Centrala grupper"),
    Tier.DELREGIONAL: gettext_lazy("Delregionala grupper"),
    Tier.LOCAL: gettext_lazy("Lokala grupper"),
}
NEW = (Status.PLANNED, Status.STARTING)
RESTING = (Status.PAUSED, Status.DORMANT)


def sections(reading: Reading, earlier: Reading | None) -> list[Section]:
    """Return the sections, each also where it is empty: that nothing rests is an answer too."""
    return [active(reading), started(reading, earlier), resting(reading), ended(reading, earlier)]


def active(reading: Reading) -> Section:
    """Return the active groups by tier, in the tree's order with their parts, and once more by topic."""
    found = _of(reading, [Status.ACTIVE])
    made = Section("aktiva", _("Aktiva grupper"))
    if not found:
        made.blocks.append(Words(_("Ingen grupp är aktiv.")))
        return made
    parts = _parts(reading)
    for tier, title in TIERS.items():
        here = [slug for slug in found if reading.groups[slug]["codes"]["tier"] == tier]
        if here:
            entries = [entry(reading, slug, _in_short(reading.groups[slug]), parts[slug]) for slug in here]
            made.sections.append(Section(f"aktiva-{tier}", str(title), [alike.bullets(reading, entries)]))
    made.sections.append(_by_topic(reading, found))
    return made


def _by_topic(reading: Reading, slugs: Iterable[str]) -> Section:
    topics: dict[str, list[str]] = defaultdict(list)
    for slug in slugs:
        for topic in reading.groups[slug]["facts"]["topics"] or [""]:
            topics[topic].append(slug)
    none = topics.pop("", [])
    listed = [Entry(topic, inner=_named(reading, topics[topic])) for topic in sorted(topics, key=sort_key)]
    if none:
        listed.append(Entry(_("Inget ämne angivet"), inner=_named(reading, none)))
    return Section(
        "aktiva-amnen",
        _("Efter ämne"),
        [Words(_("En grupp med flera ämnen står under vart och ett."), soft=True), Bullets(listed)],
    )


def started(reading: Reading, earlier: Reading | None) -> Section:
    """Return the groups that are planned or starting, or have come into being since the earlier compilation."""
    made = Section("nystartade", _("Nystartade grupper"))
    groups = reading.groups
    found = [
        slug
        for slug in _existing(reading)
        if groups[slug]["codes"]["status"] in NEW or (earlier is not None and slug not in earlier.groups)
    ]
    rule = (
        _("De som planeras eller har startat nyligen, och de som har tillkommit sedan den förra sammanställningen.")
        if earlier
        else _("De som planeras eller har startat nyligen. Det finns ingen tidigare sammanställning att jämföra med.")
    )
    made.blocks.append(Words(rule, soft=True))
    made.blocks.append(_listed(reading, found, _("Ingen grupp är nystartad."), _since))
    return made


def resting(reading: Reading) -> Section:
    """Return the groups that are paused or dormant, with what is to make them start again."""
    made = Section("vilande", _("Pausade och vilande grupper"))
    found = _of(reading, RESTING)
    made.blocks.append(Words(_("De finns kvar och är inte avslutade."), soft=True))
    made.blocks.append(_listed(reading, found, _("Ingen grupp är pausad eller vilande."), _condition))
    return made


def ended(reading: Reading, earlier: Reading | None) -> Section:
    """Return the groups that have ended since the earlier compilation, why, and what has replaced them."""
    made = Section("avslutade", _("Avslutade sedan sist"))
    found = [
        slug
        for slug in _of(reading, [Status.ENDED])
        if not earlier or slug not in earlier.groups or earlier.groups[slug]["codes"]["status"] != Status.ENDED
    ]
    if not earlier:
        made.blocks.append(Words(_("Det finns ingen tidigare sammanställning: här står det senaste årets."), soft=True))
    made.blocks.append(_listed(reading, found, _("Ingen grupp har avslutats."), _reason))
    return made


def entry(reading: Reading, slug: str, words: str = "", inner: Iterable[Entry] = ()) -> Entry:
    """Return a line about a group that leads to its section."""
    return Entry(words, reading.name(slug), anchor(slug) if slug in reading.groups else "", list(inner))


def _of(reading: Reading, statuses: Iterable[str]) -> list[str]:
    """Return the slugs of the groups with one of the statuses; parts stand with their group."""
    wanted = set(statuses)
    return [slug for slug, group in reading.groups.items() if group["codes"]["status"] in wanted and not group["part"]]


def _existing(reading: Reading) -> list[str]:
    return _of(reading, [status for status in Status if status != Status.ENDED])


def _named(reading: Reading, slugs: Iterable[str]) -> list[Entry]:
    return alike.gathered(reading, [entry(reading, slug) for slug in slugs])


def _parts(reading: Reading) -> dict[str, list[Entry]]:
    """Return the parts of each group, by its slug."""
    parts: dict[str, list[Entry]] = defaultdict(list)
    for part, group in reading.groups.items():
        if group["part"]:
            parts[group["codes"]["parent"]].append(entry(reading, part, _status(group)))
    return parts


def _listed(reading: Reading, slugs: list[str], none: str, told: Any) -> Bullets | Words:
    if not slugs:
        return Words(none)
    return alike.bullets(reading, [entry(reading, slug, told(reading, reading.groups[slug])) for slug in slugs])


def _status(group: dict[str, Any]) -> str:
    return group["facts"]["status"] if group["codes"]["status"] != Status.ACTIVE else ""


def _in_short(group: dict[str, Any]) -> str:
    """Return type, who convenes and how often, as far as they are stated."""
    facts = group["facts"]
    conveners = lines(facts["conveners"])
    told = ["" if facts["name"].startswith(facts["type"]) else facts["type"]]
    if conveners:
        told.append(_("sammankallas av %(who)s") % {"who": _together(conveners)})
    if frequency := facts["frequency"]:
        told.append(frequency)
    return ", ".join(filter(None, told))


def _together(words: list[str]) -> str:
    return (
        words[0]
        if len(words) == 1
        else _("%(those)s och %(last)s") % {"those": ", ".join(words[:-1]), "last": words[-1]}
    )


def _since(reading: Reading, group: dict[str, Any]) -> str:
    facts = group["facts"]
    told = facts["status"]
    if since := facts["status_since"]:
        told += f" {_('sedan %(day)s') % {'day': since}}"
    purpose = facts["purpose"]
    return f"{told}. {purpose}" if purpose else told


def _condition(reading: Reading, group: dict[str, Any]) -> str:
    facts = group["facts"]
    told = facts["status"]
    if since := facts["status_since"]:
        told += f" {_('sedan %(day)s') % {'day': since}}"
    if facts["status_reason"]:
        told += f": {facts['status_reason']}"
    condition = facts["restart_condition"] or _("inte angivet")
    return f"{told}. {_('Villkor för omstart: %(condition)s') % {'condition': condition}}"


def _reason(reading: Reading, group: dict[str, Any]) -> str:
    facts = group["facts"]
    told = _("Avslutad %(day)s") % {"day": facts["status_since"]} if facts["status_since"] else _("Avslutad")
    told += f": {facts['status_reason'] or _('orsaken är inte angiven')}"
    successors = lines(facts["successors"])
    return f"{told}. " + (
        _("Ersätts av %(successors)s") % {"successors": _together(successors)}
        if successors
        else _("Ingen efterträdare är angiven")
    )
