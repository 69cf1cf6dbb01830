"""Place and status have one writer each: no other file writes them, by whatever way Django and mptt offer."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
WRITERS = {"groups/tree.py", "groups/planting.py", "groups/tree_numbers.py", "groups/lifecycle.py", "groups/editing.py"}
WRITERS |= {"groups/models/past.py"}  # gives rows the values of another day, and these cannot be saved

WRITTEN_BY_THEM = {
    "is_part", "placed_since", "status_since", "status_reason", "mistaken", "lft", "rght", "tree_id", "depth",
    "reviewed_on", "reviewed_by",
}  # fmt: skip
"""Columns of a group that no other file assigns; `status` and `parent` are told apart by the row's name below."""

MOVERS = {
    "insert_node", "move_node", "insert_at", "move_to", "partial_rebuild", "delay_mptt_updates",
    "disable_mptt_updates", "build_tree_nodes",
}  # fmt: skip
MAKERS = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
LOGGED = {"Group", "Placement", "StatusChange"}


def strays(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and code of what writes place or status in the source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in (each for whole in targets for each in ast.walk(whole)):
                if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store):
                    of_group = "group" in ast.unparse(target.value).lower()
                    if target.attr in WRITTEN_BY_THEM or (of_group and target.attr in {"status", "parent", "region"}):
                        yield node.lineno, ast.unparse(target)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            manager = ast.unparse(node.func.value)
            named = {keyword.arg for keyword in node.keywords}
            if (
                node.func.attr in MOVERS
                or (node.func.attr in MAKERS and manager in {f"{model}.objects" for model in LOGGED})
                or (node.func.attr == "update" and named & (WRITTEN_BY_THEM | {"parent", "status"}))
            ):
                yield node.lineno, ast.unparse(node.func)


def test_only_their_writers_write_place_and_status() -> None:
    files = [
        file
        for room in ("groups", "meetings", "samverkan")
        for file in (ROOT / room).rglob("*.py")
        if "migrations" not in file.parts and str(file.relative_to(ROOT)) not in WRITERS
    ]
    assert len(files) > 50
    found = [f"{file.relative_to(ROOT)}:{line} {code}" for file in files for line, code in strays(file.read_text())]
    assert found == []


def test_a_stray_writer_is_seen_in_every_shape() -> None:
    source = """
group.status = "ended"
self.group.parent, x = None, 1
node.lft += 2
Group.objects.create(name="x")
Group.objects.filter(pk=1).update(status="ended")
Group.objects.move_node(a, b)
StatusChange.objects.bulk_create([])
response.status = 200
"""
    assert [line for line, _code in strays(source)] == [2, 3, 4, 5, 6, 7, 8]
