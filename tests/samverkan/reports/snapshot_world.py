"""Two snapshots made by hand, with something of each kind that a compilation tells of, and their compilations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from groups.models import Compilation, Region, Review
from groups.models.compilation import canonical, digest
from groups.snapshot import FACTS
from tests.factories import GroupFactory, PersonFactory, RegionFactory, slug

PUBLIC, HIDDEN = "Berit Blom", "Hugo Hemlig"
P_1, P_2 = (f"00000000-0000-4000-8000-00000000000{number}" for number in (1, 2))
NAMES = {P_1: {"name": PUBLIC, "public": True}, P_2: {"name": HIDDEN, "public": False}}
SECRET = "Hemliga gruppen"
"""Name of the group that is not public."""
STATUSES = {
    "planned": "planerad", "starting": "nystartad", "active": "aktiv", "paused": "pausad", "dormant": "vilande",
    "ended": "avslutad",
}  # fmt: skip
TIERS = {"central": "central", "delregional": "delregional", "local": "lokal"}
LISTS = {
    "aliases", "municipalities", "topics", "conveners", "agenda", "commissions", "reports_to", "escalation",
    "successors",
}  # fmt: skip


def seat(uid: str, label: str = "ledamot", holder: str = "", **told: Any) -> dict[str, Any]:
    """Return a seat, vacant unless somebody holds it."""
    holders = [{"person": holder, "for": "", "for_slug": None, "from": "2022-01-01", "to": None}] if holder else []
    return {
        "uid": uid, "kind": "member", "label": label, "organisation": "Bjuvs kommun", "organisation_slug": "bjuv",
        "side": "municipality", "places": 1, "counts": True, "vacant": 0 if holder else 1, "by_role": False,
        "holders": holders,
    } | told  # fmt: skip


def group(name: str, **told: Any) -> dict[str, Any]:
    """Return a group of which little is stated: an active local one. Facts and codes are told by their key."""
    facts: dict[str, Any] = {key: [] if key in LISTS else "" for key in FACTS}
    codes = {
        "type": "arbetsgrupp", "tier": "local", "region": "nordvast", "status": "active", "mandate": "not_stated",
        "reporting": "unknown", "feedback": "unknown", "parent": None, "topics": [], "successors": [],
        "meetings_min": None, "meetings_max": None, "valid_until": None, "reviewed_on": None, "status_since": None,
    }  # fmt: skip
    beside = {
        "public": True, "part": False, "refs": {}, "seats": [], "covered": [], "missing": [], "ladder": [],
        "review": None, "meetings": None,
    }  # fmt: skip
    for key, value in told.pop("codes", {}).items():
        codes[key] = value
    for key, value in told.items():
        (beside if key in beside else facts)[key] = value
    codes["status_since"] = facts["status_since"] or None
    codes["topics"] = [slug(topic) for topic in facts["topics"]]
    refs = {key: [None] * len(facts[key]) for key in ("commissions", "reports_to", "escalation")}
    refs |= {"parent": [codes["parent"]] if facts["parent"] else [], "successors": codes["successors"]}
    beside["refs"] = refs | beside["refs"]
    facts |= {"name": name, "region": "Nordväst", "type": facts["type"] or "Arbetsgrupp"}
    facts |= {"status": STATUSES[codes["status"]], "tier": TIERS[codes["tier"]]}
    return {**beside, "facts": facts, "codes": codes}


def snapshot(groups: dict[str, Any], day: str = "2023-03-01", **told: Any) -> dict[str, Any]:
    """Return a snapshot of the groups, in the order given."""
    named = {key: {"name": each["facts"]["name"], "public": each["public"]} for key, each in groups.items()}
    return {
        "format": 1, "region": {"slug": "nordvast", "name": "Nordväst"}, "title": "Delregionala samverkansgrupper",
        "day": day, "since": "2021-05-01", "authors": "processledarna", "introduction": "", "revised_from": None,
        "commissioner": {"slug": "au", "name": "AU NV"}, "order": list(groups), "groups": groups, "arrived": {},
        "elsewhere": {}, "absent": [], "named": named,
    } | told  # fmt: skip


ATTESTED = {
    "answered": True, "attested": True, "outcome": "continue", "outcome_words": "fortsätt", "verdict": "",
    "verdict_words": "", "verdict_note": "",
}  # fmt: skip
MEETINGS = {
    "since": "2022-03-01", "held": 2, "expected_min": 4, "expected_max": 6, "last": "2023-02-02", "share": 80,
    "open_actions": 2, "late_actions": 1,
}  # fmt: skip


def earlier() -> dict[str, Any]:
    """Return the snapshot of 2021."""
    return snapshot(
        {
            "ds": group("DS Nordväst", codes={"tier": "delregional", "type": "ds"}, parent="Centralt samverkansorgan"),
            "ds-tb": group("DS-TB Nordväst", codes={"tier": "delregional", "parent": "ds"}, parent="DS Nordväst",
                           frequency="2 ggr/termin"),
            "lilla": group("Lilla mötet", purpose="Avvikelser", seats=[seat("s-1", holder=P_1)]),
            "samrad": group("Samråd psykiatri", codes={"parent": "ds-tb"}, parent="DS-TB Nordväst"),
            "gamla": group("Gamla rådet"),
            "hemlig": group(SECRET, public=False, purpose="Något"),
        },
        day="2021-05-01",
        since="2020-05-01",
    )  # fmt: skip


def later() -> dict[str, Any]:
    """Return the snapshot of 2023."""
    return snapshot(
        {
            "ds": group("DS Nordväst", codes={"tier": "delregional", "type": "ds"}, parent="Centralt samverkansorgan"),
            "ds-tb": group(
                "DS-TB Nordväst", codes={"tier": "delregional", "parent": "ds"}, parent="DS Nordväst",
                frequency="3 ggr/termin", topics=["HS-avtalet"], conveners=["processledaren", "ordföranden"],
                seats=[seat("s-2", "ordförande", holder=P_2), seat("s-3", "ledamot")], review=ATTESTED,
                meetings=MEETINGS, ladder=["steg 3 saknar mottagare"], missing=["Bjuv"],
            ),
            "au": group("AU NV", codes={"tier": "delregional", "parent": "ds-tb"}, parent="DS-TB Nordväst"),
            "hemlig": group(SECRET, public=False, codes={"parent": "ds-tb"}, parent="DS-TB Nordväst"),
            "lilla": group("Lilla samverkansmötet", purpose="Avvikelser och SIP", seats=[seat("s-1", holder=P_1)],
                           topics=["Avvikelser", "SIP"], reports_to=[SECRET, "DS-TB Nordväst"],
                           refs={"reports_to": ["hemlig", "ds-tb"]}),
            "samrad": group("Samråd psykiatri", codes={"status": "dormant", "parent": "ds-tb"}, parent="DS-TB Nordväst",
                            status_reason="Pandemin", restart_condition="När ordföranden har bytts"),
            "del": group("Samrådets del i Bjuv", part=True, codes={"parent": "samrad"}, parent="Samråd psykiatri"),
            "nara-vard": group("God och nära vård", codes={"status": "starting"}, status_since="2023-01-09"),
            "gamla": group("Gamla rådet", codes={"status": "ended", "successors": ["lilla"]}, status_since="2022-06-30",
                           status_reason="Uppgiften gick över", successors=["Lilla samverkansmötet"]),
        },
        introduction="Första stycket.\n\nAndra stycket.",
        revised_from={"review": "nordvast-2021", "version": 1, "title": "Grupper 2021", "day": "2021-05-01"},
        absent=[{"region": "Nordväst", "type": "Stora samverkansmötet", "type_slug": "stora",
                 "municipalities": ["Bjuv"], "uncertain": None, "uncertain_public": True}],
    )  # fmt: skip


MADE_AT = dt.datetime(2023, 3, 2, 9, 30, tzinfo=dt.UTC)


def freeze(
    review: Review, content: dict[str, Any], version: int = 1, reason: str = "", at: Any = MADE_AT
) -> Compilation:
    """Return the snapshot as a compilation of the review."""
    text = canonical(content)
    return Compilation.objects.create(
        review=review, version=version, reason=reason, made_at=at, content=text, sha256=digest(text), names=NAMES
    )


def build(region: Region | None = None) -> tuple[Compilation, Compilation]:
    """Return the compilations of 2021 and 2023, of a delregion whose commissioner is a group there."""
    for uid, told in NAMES.items():
        PersonFactory(uid=uid, name=told["name"], name_public=told["public"])
    region = region or RegionFactory(name="Nordväst", slug="nordvast")
    commissioner = GroupFactory(name="AU NV", region=region)
    told = {"region": region, "commissioner": commissioner, "authors": "processledarna"}
    first = Review.objects.create(
        slug="nordvast-2021", title="Grupper 2021", reference_date="2021-05-01", answers_by="2021-04-01",
        opened_at=MADE_AT, closed_at=timezone.now(), **told,
    )  # fmt: skip
    old = freeze(first, earlier())
    second = Review.objects.create(
        slug="nordvast-2023", title="Delregionala samverkansgrupper", reference_date="2023-03-01",
        answers_by="2023-02-01", opened_at=MADE_AT, closed_at=timezone.now(), compared_with=old, **told,
    )  # fmt: skip
    return old, freeze(second, later())
