"""Which rungs of the åtgärdsstrappa hold for a group: its own, and those of the groups above that it has none of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Kind = TypeVar("Kind")
Rung = TypeVar("Rung")


class NearestRungs(dict[int | None, dict[Kind, Rung]]):
    """By the key of a group, the rung of each kind that is held nearest; worked out when asked for, without queries.

    `held` are each group's own, `above` the key of the group above each. Groups without any of their own share those
    of the one above. Parents in a circle end where it began: `check_tree` tells of them, and two moves recorded
    afterwards can make one on another day.
    """

    def __init__(self, held: Mapping[int, dict[Kind, Rung]], above: Mapping[int, int | None]) -> None:
        super().__init__({None: {}})
        self._held, self._above = held, above

    def __missing__(self, key: int | None) -> dict[Kind, Rung]:
        path = []
        while key not in self and key not in path:
            path.append(key)
            key = self._above.get(key)
        rungs = self.get(key, {})
        for below in reversed(path):
            rungs = self[below] = rungs | self._held[below] if below in self._held else rungs
        return rungs
