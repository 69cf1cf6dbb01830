"""What the groups of the invented nation are and say: their types with the rules, and facts that vary by number."""

from __future__ import annotations

import datetime as dt
from functools import cache

from django.utils.text import slugify

from groups import frequency
from groups.models import Coverage, Feedback, Group, GroupType, Mandate, Organisation, Region, ReportingAnswer, Tier
from groups.ordering import fold, searchable, sort_key

TOPICS = (
    "Utskrivning", "Psykiatri", "Rehabilitering", "Palliativ vård", "Barn och unga", "Missbruk och beroende", "Demens",
    "Hjälpmedel", "Läkemedel", "Äldres hälsa", "Öppen vård", "Ångest och oro", "Anhöriga",
)  # fmt: skip
PURPOSES = (
    "Lyfter brister och föreslår utbildningar; ser över det lokala avtalet och följer avvikelser mellan huvudmännen.",
    "Samordnar utskrivning från slutenvård och följer upp hur den fungerar för dem som behöver båda huvudmännen.",
    "Bereder ärenden åt det politiska organet och svarar för att det som beslutas blir gjort.\nRedovisar varje termin.",
    "",
)
BASES = ("Hälso- och sjukvårdsavtalet", "Beslut i beredningen", "")
FREQUENCIES = ("2 ggr/termin", "en gång i månaden", "var 6-8:e v", "4 ggr/år", "behovsstyrd", "")
AGENDA = "Föregående minnesanteckningar\nAvvikelser\nInformation från huvudmännen\nÖvriga frågor"

_KINDS = (
    # slug, name, plural, tier, side, expected in each, where it may stand
    ("centralt-organ", "Centralt organ", "Centrala organ", "central", "political", "none", []),
    ("central-beredning", "Central beredning", "Centrala beredningar", "central", "officials", "none", [0]),
    ("delregionalt-organ", "Delregionalt organ", "Delregionala organ", "delregional", "political", "region", [0]),
    ("delregional-beredning", "Beredning", "Beredningar", "delregional", "officials", "region", [2]),
    ("samverkansgrupp", "Samverkansgrupp", "Samverkansgrupper", "local", "operational", "municipality", [3]),
    ("arbetsgrupp", "Arbetsgrupp", "Arbetsgrupper", "", "officials", "none", [1, 3, 4, 5]),
)


def kinds() -> dict[str, GroupType]:
    """The types by their slugs, made unless they are there."""
    made = []
    for order, (slug, name, plural, tier, side, per, above) in enumerate(_KINDS):
        rules = {"tier": tier, "side": side, "expected_per": per, "may_be_root": not above, "order": order}
        kind, new = GroupType.objects.get_or_create(slug=slug, defaults={"name": name, "plural": plural, **rules})
        made.append(kind)
        if new:
            kind.allowed_parents.set([made[n] for n in above])
    return {kind.slug: kind for kind in made}


def group(
    n: int, name: str, kind: GroupType, tier: Tier, region: Region, municipality: Organisation | None, *, part: bool
) -> Group:
    """An unsaved group, its facts varied by `n`; what `Group.save` would derive from its words is there."""
    purpose, basis, words = (row[n % len(row)] for row in (PURPOSES, BASES, FREQUENCIES))
    if part:
        purpose = basis = words = ""
    expected = _expected(words)
    names = searchable(name)
    whole = municipality is None and n % 20 != 9
    return Group(
        name=name, slug=slugify(fold(name))[:80], type=kind, tier=tier, region=region, is_part=part, status="active",
        purpose=purpose, basis=basis, frequency_text=words, meetings_min=expected.minimum,
        meetings_max=expected.maximum, agenda=AGENDA if n % 2 and not part else "",
        mandate=Mandate.NOT_STATED if part else Mandate.values[n % len(Mandate)],
        feedback=Feedback.values[n % len(Feedback)],
        reporting=ReportingAnswer.LINES if n % 4 and tier != Tier.CENTRAL else ReportingAnswer.UNKNOWN,
        coverage=Coverage.REGION if whole else Coverage.LISTED if municipality and not part else Coverage.NOT_STATED,
        every_municipality=n % 5 != 0, is_public=n % 50 != 41,
        reviewed_on=dt.date(2021 + n % 5, 3, 1) if n % 3 else None, reviewed_by="processledare" if n % 3 else "",
        note="Antalet ledamöter är inte angivet." if n % 10 == 6 else "",
        sort_key=sort_key(name), name_text=names, search_text=names + _folded(purpose, basis),
    )  # fmt: skip


@cache
def _expected(words: str) -> frequency.Frequency:
    return frequency.parse(words)


@cache
def _folded(*texts: str) -> str:
    """What follows the names in the text that is searched."""
    return searchable(*texts).removeprefix("|")
