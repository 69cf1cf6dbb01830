"""A small registry seen from one delregion ("ours") and another ("theirs"), and an account for each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from groups.models import Coverage, Region
from tests import factories as make

ROLES = ("anonymous", "no_role", "other_leader", "leader", "administrator", "superuser")
"""Every kind of visitor; "leader" keeps ours, "other_leader" theirs."""


@dataclass
class Side:
    """What stands in one delregion."""

    region: Region
    rows: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.rows[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass
class World:
    ours: Side
    theirs: Side
    accounts: dict[str, Any]

    def client(self, role: str) -> Client:
        client = Client()
        if role != "anonymous":
            client.force_login(self.accounts[role])
        return client


def side(name: str, kind: Any) -> Side:
    municipality = make.MunicipalityFactory(name=f"{name} kommun")
    region = make.RegionFactory(name=name, municipalities=[municipality])
    hospital = make.OrganisationFactory(name=f"{name} sjukhus", region=region)
    person = make.PersonFactory(name=f"{name} Person", organisation=hospital)
    group = make.GroupFactory(name=f"{name} grupp", region=region, type=kind, coverage=Coverage.REGION)
    seat = make.SeatFactory(group=group, organisation=hospital)
    rows = {
        "municipality": municipality,
        "organisation": hospital,
        "person": person,
        "group": group,
        "seat": seat,
        "membership": make.MembershipFactory(seat=seat, person=person),
        "remark": make.RemarkFactory(group=group),
        "inhabitants": make.InhabitantsFactory(municipality=municipality),
    }
    return Side(region, rows)


def build_world() -> World:
    kind = make.GroupTypeFactory(name="Samråd")
    ours, theirs = side("Nordväst", kind), side("Sydost", kind)
    accounts = {
        "no_role": make.UserFactory(username="no_role", is_staff=True),
        "other_leader": make.ProcessLeaderFactory(username="other_leader", regions=[theirs.region]),
        "leader": make.ProcessLeaderFactory(username="leader", regions=[ours.region]),
        "administrator": make.AdministratorFactory(username="administrator"),
        "superuser": make.UserFactory(username="superuser", is_staff=True, is_superuser=True),
    }
    return World(ours, theirs, accounts)
