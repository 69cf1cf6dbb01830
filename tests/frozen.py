"""Snapshots in the shape of `groups.snapshot`, without a database: each group states only what matters."""

from __future__ import annotations

from typing import Any

from groups.snapshot import FACTS, FORMAT

DAY = "2026-11-23"
ANSWER = {
    "answered": True, "attested": False, "outcome": "", "outcome_words": "", "verdict": "", "verdict_words": "",
    "verdict_note": "",
}  # fmt: skip
CODES = {
    "type": "arbetsgrupp", "tier": "delregional", "region": "nordvast", "status": "active", "mandate": "full",
    "reporting": "lines", "feedback": "yes", "parent": None, "topics": [], "successors": [], "meetings_min": None,
    "meetings_max": None, "valid_until": None, "reviewed_on": "2026-11-01", "status_since": None,
}  # fmt: skip
MET = {
    "since": "2025-11-24", "held": 4, "expected_min": 4, "expected_max": 4, "last": "2026-11-01", "share": None,
    "open_actions": 0, "late_actions": 0,
}  # fmt: skip
LISTS = {"aliases", "municipalities", "topics", "agenda", "conveners"}


def seat(kind: str = "member", **stated: Any) -> dict[str, Any]:
    """One seat of the group, filled by a role unless holders are given or it is said to be vacant."""
    usual = {
        "uid": stated.get("label", kind), "kind": kind, "label": kind, "organisation": "", "organisation_slug": None,
        "side": "none", "places": 1, "counts": True, "vacant": 0, "holders": [],
        "by_role": not (stated.get("holders") or stated.get("vacant")),
    }  # fmt: skip
    return usual | stated


def holder(person: str = "p", **stated: Any) -> dict[str, Any]:
    return {"person": person, "for": "", "for_slug": None, "from": None, "to": None} | stated


def entry(name: str = "Gruppen", **stated: Any) -> dict[str, Any]:
    """A group that nothing is to be said of, but what is stated: facts and codes by their keys, and whole fields."""
    several = LISTS | {key for key, fact in FACTS.items() if fact.mentions and fact.is_list}
    facts = {key: [] if key in several else "" for key in FACTS}
    made: dict[str, Any] = {
        "public": True, "part": False, "seats": [seat("convener")], "covered": [], "missing": [], "ladder": [],
        "review": None, "meetings": dict(MET), "refs": {key: [] for key, fact in FACTS.items() if fact.mentions},
    }  # fmt: skip
    made["facts"] = facts | {"name": name} | {key: stated[key] for key in FACTS if key in stated}
    made["codes"] = CODES | {key: stated[key] for key in CODES if key in stated}
    made["facts"]["parent"] = stated.get("parent") or ""
    made["facts"]["successors"] = list(made["codes"]["successors"])
    return made | {key: value for key, value in stated.items() if key in made}


def frozen(groups: dict[str, dict[str, Any]], **stated: Any) -> dict[str, Any]:
    return {
        "format": FORMAT, "day": DAY, "since": "2025-11-23", "groups": groups, "order": list(groups), "named": {},
        "arrived": {}, "elsewhere": {}, "absent": [],
    } | stated  # fmt: skip
