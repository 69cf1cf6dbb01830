"""Att titta på: what the working committee should look at, each with its rule in words, from a snapshot alone.

Parts are told with their wholes; groups that have ended are not told at all.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups.frozen_facts import iso
from groups.models import Feedback, Mandate, ReportingAnswer, Seat
from groups.snapshot import year_before
from meetings.rhythm import MEETS
from samverkan.reports import overlaps

TERM_ENDS_WITHIN = dt.timedelta(days=183)
"""Half a year ahead, so that there is time to choose somebody."""
MOST_NAMED = 5
"""So many overlapping groups are named for one; the rest are counted."""

MEASURES = {
    "days": TERM_ENDS_WITHIN.days,
    "share": overlaps.SHARE,
    "fewest": overlaps.FEWEST_ORGANISATIONS,
    "likeness": overlaps.LIKENESS,
}
"""What the rules tell of how they are measured."""

Entry = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """A group to look at, and in words what it is."""

    slug: str | None
    """None where it is no group but the lack of one."""
    name: str
    words: str


@dataclass(frozen=True)
class Rule:
    """One thing to look at: what it is called, exactly how it is found, and where it was."""

    key: str
    label: str
    words: str
    found: list[Found]


@dataclass(frozen=True)
class Sheet:
    """The snapshot, laid out for the rules."""

    snapshot: dict[str, Any]
    day: dt.date
    own: dict[str, Entry]
    """Groups of their own that have not ended, in tree order."""
    parts: dict[str, list[Entry]]
    """Their parts that have not ended, by the whole."""

    def seats(self, slug: str, entry: Entry) -> Iterator[tuple[str, Entry]]:
        """Yield each seat of the group and of its parts, with what it is called here."""
        for seat in entry["seats"]:
            yield seat["label"], seat
        for part in self.parts.get(slug, []):
            for seat in part["seats"]:
                yield f"{seat['label']} ({part['facts']['name']})", seat


def of(snapshot: dict[str, Any]) -> list[Rule]:
    """Return every rule in a steady order, with what it finds; those that find nothing too."""
    groups = snapshot["groups"]
    alive = {slug: groups[slug] for slug in snapshot["order"] if groups[slug]["codes"]["status"] != "ended"}
    parts = defaultdict(list)
    for entry in alive.values():
        if entry["part"]:
            parts[entry["codes"]["parent"]].append(entry)
    own = {slug: entry for slug, entry in alive.items() if not entry["part"]}
    sheet = Sheet(snapshot, dt.date.fromisoformat(snapshot["day"]), own, dict(parts))
    return [Rule(key, str(label), str(words) % MEASURES, list(find(sheet))) for key, label, words, find in RULES]


def _each(tell: Callable[[str, Entry, Sheet], str]) -> Callable[[Sheet], Iterator[Found]]:
    """Return what finds the groups that there is something to tell of; `tell` returns "" where there is nothing."""

    def find(sheet: Sheet) -> Iterator[Found]:
        for slug, entry in sheet.own.items():
            if words := tell(slug, entry, sheet):
                yield Found(slug, entry["facts"]["name"], words)

    return find


def _reports_nowhere(slug: str, entry: Entry, sheet: Sheet) -> str:
    if entry["codes"]["reporting"] == ReportingAnswer.NOWHERE:
        return entry["facts"]["reporting"]
    return _("okänt vart") if entry["codes"]["reporting"] == ReportingAnswer.UNKNOWN else ""


def _no_feedback(slug: str, entry: Entry, sheet: Sheet) -> str:
    return entry["facts"]["feedback"] if entry["codes"]["feedback"] == Feedback.NONE_STATED else ""


def _no_mandate(slug: str, entry: Entry, sheet: Sheet) -> str:
    if entry["codes"]["mandate"] == Mandate.NONE:
        return entry["facts"]["mandate"]
    return _("ej angivet") if entry["codes"]["mandate"] == Mandate.NOT_STATED else ""


def _no_convener(slug: str, entry: Entry, sheet: Sheet) -> str:
    conveners = [seat for _label, seat in sheet.seats(slug, entry) if seat["kind"] == Seat.Kind.CONVENER]
    if any(seat["by_role"] or seat["holders"] for seat in conveners):
        return ""
    return _("platsen som sammankallande är vakant") if conveners else _("ingen är angiven")


def _vacant(slug: str, entry: Entry, sheet: Sheet) -> str:
    vacant = [(label, seat["vacant"]) for label, seat in sheet.seats(slug, entry) if seat["vacant"]]
    words = []
    if vacant:
        number = sum(each for _label, each in vacant)
        told = ngettext("%(number)d vakant plats: %(seats)s", "%(number)d vakanta platser: %(seats)s", number)
        # The labels have commas of their own: "politiker, Bjuv".
        words.append(told % {"number": number, "seats": "; ".join(label for label, _number in vacant)})
    if entry["missing"]:
        words.append(_("kommuner utan företrädare: %(names)s") % {"names": ", ".join(entry["missing"])})
    return ". ".join(capfirst(each) if place else each for place, each in enumerate(words))


def _term_ends(slug: str, entry: Entry, sheet: Sheet) -> str:
    last = iso(sheet.day + TERM_ENDS_WITHIN)
    ending = [
        _("%(seat)s till och med %(day)s") % {"seat": label, "day": holder["to"]}
        for label, seat in sheet.seats(slug, entry)
        if seat["kind"] in (Seat.Kind.CHAIR, Seat.Kind.VICE_CHAIR)
        for holder in seat["holders"]
        if holder["to"] and holder["to"] <= last
    ]
    return "; ".join(ending)


def _meets_seldom(slug: str, entry: Entry, sheet: Sheet) -> str:
    met, codes = entry["meetings"], entry["codes"]
    if met is None or codes["status"] not in MEETS or (codes["status_since"] or "") >= met["since"]:
        return ""
    if met["expected_max"] == 0:  # it has said that it does not meet this year
        return ""
    if not met["held"]:
        if met["last"] is None:
            return _("inget hållet möte är registrerat")
        return _("inget möte på ett år, senast %(day)s") % {"day": met["last"]}
    least = met["expected_min"]
    if least and met["held"] < least:
        told = ngettext("%(number)d möte av minst %(least)d", "%(number)d möten av minst %(least)d", met["held"])
        return told % {"number": met["held"], "least": least}
    return ""


def _not_attested(slug: str, entry: Entry, sheet: Sheet) -> str:
    review, reviewed = entry["review"], entry["codes"]["reviewed_on"]
    if (review and review["attested"]) or (reviewed and reviewed > iso(year_before(sheet.day))):
        return ""
    words = [_("senast granskad %(day)s") % {"day": reviewed} if reviewed else _("aldrig granskad")]
    if review:
        words.insert(0, _("svarade utan att intyga") if review["answered"] else _("har inte svarat"))
    return ", ".join(words)


def _past_valid(slug: str, entry: Entry, sheet: Sheet) -> str:
    until = entry["codes"]["valid_until"]
    return _("giltig till och med %(day)s") % {"day": until} if until and until < iso(sheet.day) else ""


def _overlaps(sheet: Sheet) -> Iterator[Found]:
    by_first = defaultdict(list)
    for each in overlaps.among(sheet.own):
        by_first[each.one].append(each)
    for slug, found in by_first.items():
        words = [f"{sheet.own[each.other]['facts']['name']} ({_alike(each)})" for each in found[:MOST_NAMED]]
        if more := len(found) - MOST_NAMED:
            words += [_("och %(number)d till") % {"number": more}] if more > 0 else []
        yield Found(slug, sheet.own[slug]["facts"]["name"], "; ".join(words))


def _alike(each: overlaps.Overlap) -> str:
    words = []
    if each.shared is not None:
        told = ngettext(
            "samma ämne, %(topics)s, och %(shared)d av %(of)d verksamheter i båda",
            "samma ämnen, %(topics)s, och %(shared)d av %(of)d verksamheter i båda",
            len(each.topics),
        )
        words.append(told % {"topics": ", ".join(each.topics), "shared": each.shared, "of": each.of})
    if each.likeness is not None:
        words.append(_("syftena är till %(share)d %% lika") % {"share": each.likeness})
    return "; ".join(words)


def _absent(sheet: Sheet) -> Iterator[Found]:
    for each in sheet.snapshot["absent"]:
        names = ", ".join(each["municipalities"])
        if not names:
            words = _("saknas i delregionen")
        elif each["uncertain"]:
            words = _("okänt i %(names)s: %(group)s säger inte vilka kommuner den omfattar")
        else:
            words = _("saknas i %(names)s")
        yield Found(None, each["type"], words % {"names": names, "group": each["uncertain"]} if names else words)


def _ladder(slug: str, entry: Entry, sheet: Sheet) -> str:
    return " ".join(entry["ladder"])


RULES: Iterable[tuple[str, Promise, Promise, Callable[[Sheet], Iterator[Found]]]] = (
    (
        "reports_nowhere",
        gettext_lazy("Rapporterar ingenstans, eller okänt vart"),
        gettext_lazy(
            "Grupper som uppger att de inte rapporterar någonstans, och grupper där ingen har uppgett vart. Den vars "
            "ledamöter rapporterar var och en till sin egen organisation står inte här."
        ),
        _each(_reports_nowhere),
    ),
    (
        "no_feedback",
        gettext_lazy("Ingen återkoppling till DS-TB"),
        gettext_lazy(
            "Grupper där det uttryckligen är antecknat att ingen återkoppling till den delregionala "
            "tjänstemannaberedningen är angiven; lokala grupper också, fast det för dem kan vara så det är tänkt. "
            "Grupper där frågan är obesvarad står inte här."
        ),
        _each(_no_feedback),
    ),
    (
        "no_mandate",
        gettext_lazy("Inget beslutsmandat, eller inte angivet"),
        gettext_lazy("Grupper som inte får besluta, och grupper där ingen har uppgett vad de får besluta om."),
        _each(_no_mandate),
    ),
    (
        "no_convener",
        gettext_lazy("Ingen sammankallande"),
        gettext_lazy(
            "Grupper där varken en person, en enhet eller en roll kallar till möte, vare sig till gruppen eller till "
            "någon del av den."
        ),
        _each(_no_convener),
    ),
    (
        "vacant",
        gettext_lazy("Vakanta platser och kommuner som saknas"),
        gettext_lazy(
            "Platser, i gruppen eller i en del av den, som varken en person, en enhet eller en roll fyller; och "
            "kommuner som gruppen omfattar och som ska vara företrädda, men som ingen i gruppen företräder. "
            "Adjungerade och inbjudna räknas inte."
        ),
        _each(_vacant),
    ),
    (
        "term_ends",
        gettext_lazy("Ordförande eller vice ordförande vars tid går ut"),
        gettext_lazy("Uppdrag som slutar inom %(days)d dagar efter dagen, även om en efterträdare är utsedd."),
        _each(_term_ends),
    ),
    (
        "meets_seldom",
        gettext_lazy("Har mötts mer sällan än den säger, eller inte alls på ett år"),
        gettext_lazy(
            "Nystartade och aktiva grupper med färre hållna möten under året fram till dagen än det minsta antal som "
            "deras egna ord om hur ofta de möts ger, eller utan något. Delarnas möten räknas med, och möten hos andra "
            "grupper dit gruppen var bjuden. Terminer då gruppen har sagt att den inte möts är avräknade. Grupper vars "
            "status är yngre än ett år står inte här. Bara registrerade möten räknas: en grupp kan ha mötts ändå."
        ),
        _each(_meets_seldom),
    ),
    (
        "not_attested",
        gettext_lazy("Ingen har intygat att uppgifterna stämmer"),
        gettext_lazy(
            "Grupper som inte själva har intygat det i granskningen, och där inte heller någon som vårdar registret "
            "har gjort det under det senaste året före dagen."
        ),
        _each(_not_attested),
    ),
    (
        "past_valid",
        gettext_lazy("Giltighetstiden har gått ut"),
        gettext_lazy("Grupper som är giltiga till och med en dag som har passerat, men som inte är avslutade."),
        _each(_past_valid),
    ),
    (
        "overlap",
        gettext_lazy("Möjlig överlappning"),
        gettext_lazy(
            "Två grupper med minst ett gemensamt ämne, där minst %(share)d %% av de verksamheter som har en plats i "
            "någon av dem har plats i båda (minst %(fewest)d verksamheter i vardera; adjungerade och inbjudna räknas "
            "inte). Eller två grupper med gemensamt ämne, eller båda utan ämne, vars syften är till minst "
            "%(likeness)d %% lika, bokstav för bokstav och oavsett ordens ordning. En grupp jämförs inte med dem den "
            "ligger under eller över, och grupper som anger olika kommuner jämförs inte med varandra: Lilla "
            "samverkansmötet i två kommuner är ingen överlappning."
        ),
        _overlaps,
    ),
    (
        "absent",
        gettext_lazy("Väntad grupp som saknas"),
        gettext_lazy(
            "Grupptyper som väntas finnas i varje kommun eller delregion, men som ingen grupp i registret är av där. "
            "En grupp räknas för de kommuner som den anger; anger den inga är det okänt."
        ),
        _absent,
    ),
    (
        "ladder",
        gettext_lazy("Eskaleringsväg som saknas eller är oklar"),
        gettext_lazy(
            "Grupper utan väg vidare i åtgärdsstrappan för något slags fråga, med ett steg som leder till en avslutad "
            "grupp, eller med ett eget steg till en tjänstemannagrupp utan uppgift om vem man hör av sig till. Steg "
            "ärvs från grupper ovanför. Politiska och centrala grupper, dit trappan leder, behöver ingen väg vidare."
        ),
        _each(_ladder),
    ),
)
"""Key, name, rule in words, and what finds: in the order that they are read."""
