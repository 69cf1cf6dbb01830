"""What it costs to compare two frozen snapshots, against reading and decoding both: 20,000 groups, a tenth changed.

All groups have been reviewed again since, as they are in a yearly round. `MOST` is the measure that the whole, reading
and decoding included, is held to.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from groups import differences
from groups.frozen_facts import FACTS
from groups.models.compilation import canonical
from tests.benchmarks.lines import Line, ratio

MOST = 1.5
GROUPS = 20_000
ROUNDS = 3
EVERY = 10
"""Every so many groups have changed."""
SEATS = 6

_ANSWER = {
    "answered": True, "attested": True, "outcome": "", "outcome_words": "", "verdict": "", "verdict_words": "",
    "verdict_note": "",
}  # fmt: skip


def entry(n: int) -> dict[str, Any]:
    """One group as the demo's are in size: all facts, a short purpose, six seats with holders."""
    above = f"grupp-{n // 10}" if n else None
    facts: dict[str, Any] = {key: [] if fact.mentions and fact.is_list else "" for key, fact in FACTS.items()}
    facts |= {
        "name": f"Samverkansgrupp nummer {n}", "type": "Arbetsgrupp", "tier": "lokal", "region": "Nordväst",
        "aliases": [f"Grupp {n}"], "municipalities": ["Bjuv", "Klippan"], "topics": ["Psykiatri", "Utskrivning"],
        "parent": f"Samverkansgrupp nummer {n // 10}" if n else "", "frequency": "2 ggr/termin", "status": "aktiv",
        "purpose": f"Lyfter brister och föreslår utbildningar i område {n}; ser över det lokala avtalet. " * 2,
        "agenda": ["Föregående minnesanteckningar", "Avvikelser", "Information"], "mandate": "inom professionen",
        "reports_to": [f"Samverkansgrupp nummer {n // 10}"] if n else [], "reviewed_on": "2025-03-01",
        "escalation": [f"steg {step}: brist eller problem → Samverkansgrupp nummer 0" for step in range(1, 6)],
    }  # fmt: skip
    codes = {
        "type": "arbetsgrupp", "tier": "local", "region": "nordvast", "status": "active", "feedback": "unknown",
        "mandate": "within_profession", "reporting": "lines", "parent": above, "topics": ["psykiatri", "utskrivning"],
        "successors": [], "meetings_min": 4, "meetings_max": 4, "valid_until": None, "reviewed_on": "2025-03-01",
        "status_since": None,
    }  # fmt: skip
    refs = {
        "parent": [above] if above else [], "reports_to": [above] if above else [], "escalation": ["grupp-0"] * 5,
        "commissions": [], "successors": [],
    }  # fmt: skip
    seats = [
        {
            "uid": f"{n:08}-0000-4000-8000-{place:012}", "kind": "member", "label": f"företrädare {place}",
            "organisation": f"Verksamhet {place}", "organisation_slug": f"verksamhet-{place}", "side": "region",
            "places": 1, "counts": True, "vacant": 0, "by_role": False,
            "holders": [
                {
                    "person": f"{n:08}-0000-4000-9000-{place:012}", "for": f"Verksamhet {place}",
                    "for_slug": f"verksamhet-{place}", "from": "2024-01-01", "to": None,
                }
            ],
        }
        for place in range(SEATS)
    ]  # fmt: skip
    return {
        "public": True, "part": False, "facts": facts, "codes": codes, "refs": refs, "seats": seats,
        "covered": ["bjuv", "klippan"], "missing": [], "ladder": [], "review": _ANSWER, "meetings": None,
    }  # fmt: skip


def snapshot() -> dict[str, Any]:
    groups = {f"grupp-{n}": entry(n) for n in range(GROUPS)}
    named = {slug: {"name": each["facts"]["name"], "public": True} for slug, each in groups.items()}
    return {"order": list(groups), "groups": groups, "named": named, "arrived": {}, "elsewhere": {}}


def later(old: dict[str, Any]) -> dict[str, Any]:
    """Change a tenth of the groups in seven ways, and review all of them."""
    chance = random.Random(5)
    new = json.loads(json.dumps(old))
    for n, slug in enumerate(old["order"]):
        each = new["groups"][slug]
        each["facts"]["reviewed_on"] = each["codes"]["reviewed_on"] = "2026-03-01"
        each["meetings"] = {"held": n % 5}
        if n % EVERY:
            continue
        match chance.randrange(7):
            case 0:
                each["facts"]["name"] = new["named"][slug]["name"] = f"Samråd nummer {n}"
            case 1:
                each["facts"]["purpose"] = "Något annat"
            case 2:
                each["seats"][0]["holders"][0]["person"] = "någon annan"
            case 3:
                each["seats"].pop()
            case 4:
                each["codes"]["status"] = "ended"
            case 5:
                each["codes"]["parent"] = "grupp-1"
            case 6:
                del new["groups"][slug]
    for number in range(GROUPS // EVERY // 6):
        new["groups"][f"ny-{number}"] = entry(GROUPS + number)
    return {**new, "order": list(new["groups"])}


def lines(size: int) -> Iterator[Line]:
    """Of compilations of `GROUPS` groups, whatever the registry's size: they are read from files."""
    old = snapshot()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("old.json", "new.json")]
        for file, each in zip(files, (old, later(old)), strict=True):
            file.write_text(canonical(each))

        def read() -> list[dict[str, Any]]:
            return [json.loads(file.read_text()) for file in files]

        what = f"jämföra två sammanställningar med {GROUPS} grupper"
        yield ratio(what, lambda: differences.between(*read()), "att läsa och tolka dem", read, MOST, rounds=ROUNDS)
