"""Whoever writes past the history says why readers' pages need not hear of it (`samverkan.fingerprint`)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)

PAST_THE_HISTORY = {
    # Followed in the same transaction by a record of the same row
    "groups/admin/group_saving.py:_update": "topics, told in the record that `tree.update` makes",
    "groups/lifecycle.py:_succeed": "successors, told in the record that the change of status makes",
    "groups/models/group_manager.py:_move_child_within_tree": "numbers, before the record of the group that moves",
    "groups/tree.py:_settle": "place among siblings, after the record of the new name",
    "meetings/scheduling.py:_invite": "guests, told in the record that the next save of the meeting makes",
    "groups/many.py": "it writes the records",
    "groups/planting.py": "many new groups, recorded by `many.record`",
    "groups/tree_sql.py": "numbers of the tree: whoever asks records a row that they follow from",
    "groups/tree.py:restore_many": "revision",
    "groups/erasing.py:erase_person": "notes and past words; the person is saved after them",
    # Shown on no page that is compared
    "groups/editing.py:bump": "revision",
    "groups/editing.py:structure_lock": "a lock",
    "groups/editing.py:_begin_in_turn": "a lock",
    "samverkan/uncompiled.py": "a setting of the connection",
    "meetings/editing.py:writing": "revision",
    "samverkan/exchange/applying.py:_bump": "revision",
    "samverkan/exchange/waiting.py:keep": "files that wait",
    "meetings/agenda.py:move": "order of an agenda",
    "groups/admin/remarks.py:mark_handled": "remarks",
    "groups/erasing.py:_erase_log": "the admin's log",
    "samverkan/exchange/forgetting.py:_reword": "words of a person who is erased, who is saved in the same transaction",
    "groups/review_traces.py:erase": "the review",
    "groups/answer_links.py:withdraw": "the review",
    "samverkan/reports/made_files.py": "documents",
    "groups/frozen.py": "triggers",
    "groups/asking.py": "asks only",
    "groups/search_index.py": "indexes",
    "samverkan/backup/": "a registry that is put back is another one to the fingerprint",
    "samverkan/health.py": "asks only",
    "samverkan/fingerprint.py:_asked": "asks only",
    "samverkan/open_data/version.py": "asks only",
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
