"""The admin: where process leaders and administrators keep the registry. One file per register."""
