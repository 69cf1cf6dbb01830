"""The public file of all groups as somebody in a hurry would write it: one query a table, dictionaries, no models.

Gives the same bytes as `/grupper.csv` for what the invented nation holds, all of it in memory at once. The wording of
choices is asked of the models, once.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from functools import cache

from django.db import connection
from django.utils import timezone

from groups import inventory
from groups.models import Coverage, Feedback, Mandate, ReportingAnswer, ReportingLine, Seat, Status, Tier
from groups.ordering import fold

FACTS = (
    "purpose", "origin", "basis", "basis_url", "frequency_text", "meetings_min", "meetings_max", "agenda", "mandate",
    "mandate_text", "reporting", "feedback",
)  # fmt: skip
OWN = (
    "id", "slug", "name", "short_name", "aliases", "type_id", "tier", "region_id", "coverage", "coverage_text",
    "parent_id", "is_part", "status", "status_since", "status_reason", "restart_condition", "reviewed_on",
    "reviewed_by", "valid_until", "note", "every_municipality", "is_public", *FACTS,
)  # fmt: skip
UNSAID = {"", None, "not_stated", "unknown"}
HARMFUL = ("'", "=", "+", "-", "@", "\t", "\r")
HOLDS = "({0}.start_date IS NULL OR {0}.start_date <= %s) AND ({0}.end_date IS NULL OR {0}.end_date >= %s)"


def written(day: dt.date, site: str) -> bytes:
    """The file, as it is on the day, for a site with the address."""
    labels = {
        name: {choice.value: str(choice.label) for choice in choices}
        for name, choices in {
            "tier": Tier, "coverage": Coverage, "mandate": Mandate, "reporting": ReportingAnswer,
            "feedback": Feedback, "status": Status, "kind": ReportingLine.Kind, "seat": Seat.Kind,
        }.items()
    }  # fmt: skip
    labels["feedback"]["none_stated"] = "ingen återkoppling angiven i inventeringen"
    rows = asked(f"SELECT {', '.join(OWN)} FROM groups_group WHERE NOT mistaken ORDER BY tree_id, lft")
    groups = {row[0]: dict(zip(OWN, row, strict=True)) for row in rows}
    visible = {
        key: group["name"]
        for key, group in groups.items()
        if group["is_public"] and not (group["is_part"] and not groups[group["parent_id"]]["is_public"])
    }
    types = dict(asked("SELECT id, name FROM groups_grouptype"))
    regions = dict(asked("SELECT id, name FROM groups_region"))
    topics = listed(
        "SELECT tag.group_id, topic.name FROM groups_group_topics tag"
        " JOIN groups_topic topic ON topic.id = tag.topic_id ORDER BY topic.sort_key, topic.id"
    )
    past = {
        key: (first, last)
        for key, first, last in asked(
            "SELECT id, min(history_date), max(history_date) FROM groups_historicalgroup GROUP BY id"
        )
    }
    lines, commissions = links("reportingline", "line.kind, line.when_needed", day), links("commission", "'', ''", day)
    after = asked("SELECT from_group_id, to_group_id FROM groups_group_successors")
    successors, predecessors = defaultdict(list), defaultdict(list)
    for old, new in after:
        if new in visible:
            successors[old].append(visible[new])
        if old in visible:
            predecessors[new].append(visible[old])
    compositions = composed(day, groups, labels["seat"])
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(inventory.header())
    for key, group in groups.items():
        if key not in visible or group["status"] == "ended":
            continue
        told = dict.fromkeys(FACTS, group)
        if group["is_part"]:
            whole = groups[group["parent_id"]]
            told = {name: whole if group[name] in UNSAID else group for name in FACTS}
        reports = told["reporting"]
        coverage = labels["coverage"][group["coverage"]] if group["coverage"] != "not_stated" else "inte angivet"
        if group["tier"] == "central" and group["coverage"] == "region":
            coverage = "hela länet"
        orders = commissions[key] or (commissions[group["parent_id"]] if group["is_part"] else [])
        covered, conveners, total, vacancies, missing = compositions[key]
        first, last = past[key]
        writer.writerow(
            (
                safe(group["name"]), safe(group["short_name"]), safe(joined(group["aliases"])), types[group["type_id"]],
                labels["tier"][group["tier"]], regions.get(group["region_id"], ""), coverage,
                safe(group["coverage_text"]), " | ".join(covered), visible.get(group["parent_id"], ""),
                "ja" if group["is_part"] else "nej", " | ".join(topics[key]), safe(told["purpose"]["purpose"]),
                safe(told["origin"]["origin"]), safe(told["basis"]["basis"]), safe(told["basis"]["basis_url"]),
                safe(" | ".join(conveners)), safe(told["frequency_text"]["frequency_text"]),
                plain(told["frequency_text"]["meetings_min"]), plain(told["frequency_text"]["meetings_max"]),
                safe(joined(told["agenda"]["agenda"])), stated(told["mandate"]["mandate"], labels["mandate"]),
                safe(told["mandate"]["mandate_text"]), safe(" | ".join(counterparts(orders, visible, labels["kind"]))),
                stated(reports["reporting"], labels["reporting"]),
                safe(" | ".join(counterparts(lines[reports["id"]], visible, labels["kind"]))),
                stated(told["feedback"]["feedback"], labels["feedback"]), labels["status"][group["status"]],
                plain(group["status_since"]), safe(group["status_reason"]), safe(group["restart_condition"]),
                " | ".join(successors[key]), " | ".join(predecessors[key]), total, vacancies, " | ".join(missing),
                plain(group["reviewed_on"]), safe(group["reviewed_by"]), plain(group["valid_until"]),
                safe(group["note"]), local_day(first), local_day(last), f"{site}/grupper/{group['slug']}/",
            )
        )  # fmt: skip
    return file.getvalue().encode()


def asked(sql: str, values: tuple = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def listed(sql: str, values: tuple = ()) -> dict[int, list]:
    found = defaultdict(list)
    for key, value in asked(sql, values):
        found[key].append(value)
    return found


def links(table: str, more: str, day: dt.date) -> dict[int, list[tuple]]:
    found = defaultdict(list)
    for key, *rest in asked(
        f"SELECT line.group_id, line.to_group_id, to_.name, line.to_words, line.note, {more} FROM groups_{table} line"
        f" LEFT JOIN groups_organisation to_ ON to_.id = line.to_organisation_id WHERE {HOLDS.format('line')}"
        " ORDER BY line.id",
        (day, day),
    ):
        found[key].append(rest)
    return found


def counterparts(rows: list, visible: dict[int, str], kinds: dict[str, str]) -> list[str]:
    found = []
    for group, organisation, words, note, kind, when_needed in rows:
        if group and group not in visible:
            continue
        target = visible[group] if group else organisation or words
        target = f"{target} ({note})" if note else target
        target = f"{kinds[kind]} {target}" if kind and kind != "reports" else target
        found.append(f"{target} (vid behov)" if when_needed else target)
    return found


def composed(day: dt.date, groups: dict[int, dict], kinds: dict[str, str]) -> dict[int, tuple]:
    """By group: municipalities covered, conveners, places, vacancies, municipalities without anybody."""
    names, above, home = {}, {}, {None: None}
    for key, name, kind, parent in asked("SELECT id, name, kind, parent_id FROM groups_organisation"):
        names[key], above[key] = name, parent
        if kind == "municipality":
            home[key] = key
    for key in names:
        at = key
        while at is not None and at not in home:
            at = above[at]
        home[key] = home[at]
    own = listed(
        "SELECT line.group_id, line.municipality_id FROM groups_groupmunicipality line JOIN groups_organisation place"
        f" ON place.id = line.municipality_id WHERE {HOLDS.format('line')} ORDER BY place.sort_key",
        (day, day),
    )
    regional = defaultdict(list)
    for region, county, municipality in asked(
        "SELECT line.region_id, region.parent_id, line.municipality_id FROM groups_regionmunicipality line"
        " JOIN groups_organisation place ON place.id = line.municipality_id"
        f" JOIN groups_region region ON region.id = line.region_id WHERE {HOLDS.format('line')}"
        " ORDER BY place.sort_key",
        (day, day),
    ):
        regional[region].append(municipality)
        regional[county].append(municipality)
    held = defaultdict(list)
    for seat, unit, of_seat, of_person in asked(
        "SELECT term.seat_id, term.on_behalf_of_id, seat.organisation_id, person.organisation_id"
        " FROM groups_membership term JOIN groups_seat seat ON seat.id = term.seat_id"
        f" JOIN groups_person person ON person.id = term.person_id WHERE {HOLDS.format('term')}",
        (day, day),
    ):
        held[seat].append(home[unit or of_seat or of_person])
    exceptions = {
        (seat, municipality): places
        for seat, municipality, places in asked("SELECT seat_id, municipality_id, places FROM groups_seatexception")
    }
    seats = defaultdict(list)
    for key, *rest in asked(
        "SELECT group_id, id, kind, title, organisation_id, places, per, by_role FROM groups_seat seat"
        f' WHERE {HOLDS.format("seat")} ORDER BY "order", id',
        (day, day),
    ):
        seats[key].append(rest)
    found = {}
    for key, group in groups.items():
        covered = own[key] if group["coverage"] == "listed" else []
        covered = regional[group["region_id"]] if group["coverage"] == "region" else covered
        conveners, total, vacancies, represented = [], 0, 0, set()
        for seat, kind, title, unit, places, per, by_role in seats[key]:
            holders = held[seat]
            if per == "group":
                each = [(places, unit, len(holders))]
            else:
                each = [(exceptions.get((seat, place), places), place, holders.count(place)) for place in covered]
                each += [(n, place, n) for place in {*holders} - {*covered} if (n := holders.count(place))]
            counts = kind not in ("co_opted", "invited") and not (by_role and kind == "convener")
            represents = kind in ("chair", "vice_chair", "convener", "member")
            for wanted, place, filled in each:
                if counts:
                    total += wanted
                    vacancies += max(0, wanted - filled) if not by_role else 0
                if represents and by_role and place:
                    represented.add(home[place])
                if kind == "convener":
                    conveners.append(convener(title, names.get(place, ""), kinds[kind]))
            if represents:
                represented.update(holders)
        missing = [place for place in covered if place not in represented] if group["every_municipality"] else []
        if not seats[key]:
            total, vacancies, missing = "", "", []
        found[key] = [names[each] for each in covered], conveners, total, vacancies, [names[each] for each in missing]
    return found


@cache
def convener(title: str, unit: str, kind: str) -> str:
    if title and unit:
        return title if fold(title) in fold(unit) else f"{title} ({unit})"
    return title or unit or kind


def local_day(moment: dt.datetime | str) -> str:
    """The day in Sweden; SQLite tells moments as text in UTC."""
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
    return moment.astimezone(timezone.get_default_timezone()).date().isoformat()


def stated(value: str, labels: dict[str, str]) -> str:
    return "inte angivet" if value in UNSAID else labels[value]


def joined(text: str) -> str:
    return " | ".join(line.strip() for line in text.splitlines() if line.strip())


def plain(value: object) -> str:
    return "" if value is None else str(value)


def safe(text: str) -> str:
    return f"'{text}" if text.startswith(HARMFUL) else text
