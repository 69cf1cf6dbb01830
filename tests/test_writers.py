"""Place and status have one writer each: no other file writes them, by whatever way Django and mptt offer.

And whoever writes past the history says why readers' pages need not hear of it (`samverkan.fingerprint`).
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
WRITERS = {"groups/tree.py", "groups/tree_numbers.py", "groups/lifecycle.py", "groups/editing.py"}
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


PAST_THE_HISTORY = {
    # Followed in the same transaction by a record of the same row
    "groups/admin/group_saving.py:_update": "topics, told in the record that `tree.update` makes",
    "groups/lifecycle.py:_succeed": "successors, told in the record that the change of status makes",
    "groups/tree.py:_settle": "place among siblings, after the record of the new name",
    "groups/tree.py:rebuild": "numbers of the tree; it makes one record for them all",
    "meetings/scheduling.py:_invite": "guests, told in the record that the next save of the meeting makes",
    "groups/erasing.py:erase_person": "notes and past words; the person is saved after them",
    # Shown on no page that is compared
    "groups/editing.py:bump": "revision",
    "groups/editing.py:structure_lock": "a lock",
    "meetings/editing.py:writing": "revision",
    "meetings/agenda.py:move": "order of an agenda",
    "groups/admin/remarks.py:mark_handled": "remarks",
    "groups/erasing.py:_erase_log": "the admin's log",
    "groups/review_traces.py:erase": "the review",
    "groups/answer_links.py:withdraw": "the review",
    "samverkan/reports/made_files.py": "documents",
    "groups/frozen.py": "triggers",
    "groups/search_index.py": "indexes",
    "samverkan/backup/": "a registry that is put back is another one to the fingerprint",
    "samverkan/views.py:health": "asks only",
    "samverkan/fingerprint.py:_asked": "asks only",
    "samverkan/demo/": "a registry that nobody has read yet",
    "samverkan/management/commands/benchmark_data.py": "a registry for measuring alone",
}
"""Where rows are written without a record of history, by file and function, and why pages need not hear of it."""


def unrecorded(tree: ast.AST, function: str = "") -> Iterator[tuple[str, str]]:
    """Yield function and code of what writes rows past the history."""
    for node in ast.iter_child_nodes(tree):
        inside = node.name if isinstance(node, ast.FunctionDef) and not function else function
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            # `update` with names of columns alone is of rows; that of a dict, a hash or a verb takes something else.
            is_of_rows = name == "update" and node.keywords and not node.args
            if is_of_rows or name in {"bulk_create", "bulk_update", "_raw_delete", "execute", "executemany"}:
                yield inside, ast.unparse(node.func)
        if isinstance(node, ast.Assign) and "skip_history_when_saving" in ast.unparse(node.targets[0]):
            yield inside, ast.unparse(node.targets[0])
        yield from unrecorded(node, inside)


def test_whoever_writes_past_the_history_says_why_pages_need_not_hear_of_it() -> None:
    found = {
        f"{file.relative_to(ROOT)}:{function}"
        for room in ("groups", "meetings", "samverkan")
        for file in (ROOT / room).rglob("*.py")
        if "migrations" not in file.parts
        for function, _code in unrecorded(ast.parse(file.read_text()))
    }
    assert {place for place in found if not any(map(place.startswith, PAST_THE_HISTORY))} == set()
    assert {known for known in PAST_THE_HISTORY if not any(place.startswith(known) for place in found)} == set()


def test_a_write_past_the_history_is_seen_in_every_shape() -> None:
    source = """
def quietly():
    Topic.objects.filter(pk=1).update(name="x")
    Topic.objects.bulk_create([])
    cursor.execute("DELETE FROM groups_topic")
    row.skip_history_when_saving = True
    words.update({"a": 1})
"""
    assert [function for function, _code in unrecorded(ast.parse(source))] == ["quietly"] * 4
