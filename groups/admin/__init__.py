"""The admin: where process leaders and administrators keep the registry. One file per register."""

from groups.admin import group, organisation, person, region, remarks, types, users

__all__ = ["group", "organisation", "person", "region", "remarks", "types", "users"]
