"""The admin: where process leaders and administrators keep the registry. One file per register."""

from groups.admin import organisation, person, region, remarks, types, users

__all__ = ["organisation", "person", "region", "remarks", "types", "users"]
