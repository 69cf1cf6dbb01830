"""Place and status have one writer each: no other file writes them, by whatever way Django, mptt and SQL offer."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
WRITERS = {
    "groups/tree.py",
    "groups/planting.py",  # many groups at once, for groups/tree.py
    "groups/tree_numbers.py",
    "groups/tree_sql.py",  # all numbers in one statement, for groups/tree.py
    "groups/lifecycle.py",
    "groups/editing.py",
    "groups/models/group_manager.py",  # what the tree library writes when a branch moves
    "groups/models/past.py",  # gives rows the values of another day, and these cannot be saved
}
"""The rooms of the tree and of status. A new one is entered here, and called through `groups/tree.py`."""

PLACE_AND_STATUS = {
    "is_part", "placed_since", "status_since", "status_reason", "mistaken", "lft", "rght", "tree_id", "depth",
    "reviewed_on", "reviewed_by",
}  # fmt: skip
"""Columns of a group that no other file assigns; those that others have too are told apart by the row's name."""

SHARED = {"status", "parent", "parent_id", "region", "region_id", "skip_history_when_saving"}

GRANTED = {
    # The history record that the writer makes straight after has the topics too.
    ("groups/admin/group_saving.py", "group.skip_history_when_saving"),
}
"""What one file alone may do, by its code."""

MOVERS = {
    "insert_node", "move_node", "insert_at", "move_to", "rebuild", "partial_rebuild", "delay_mptt_updates",
    "disable_mptt_updates", "build_tree_nodes", "add_root", "_mptt_meta", "_mptt_saved",
}  # fmt: skip
"""What mptt writes the tree by."""

MAKERS = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "abulk_create", "acreate"}
LOGGED = {"Group", "Placement", "StatusChange"}
RELATED = {"children", "placements", "status_changes", "placed_below"}
"""Managers of these rows, as a group or a type has them."""

STATEMENT = re.compile(
    r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|COPY|TRUNCATE)\b[\s\"]*groups_(group|placement|statuschange)\b", re.I
)
NAMES_A_TABLE = re.compile(rf"\b({'|'.join(LOGGED)})\._meta\.db_table")


def strays(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and code of what writes place or status in the source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in (each for whole in targets for each in ast.walk(whole)):
                if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store):
                    of_group = "group" in ast.unparse(target.value).lower()
                    if target.attr in PLACE_AND_STATUS or (of_group and target.attr in SHARED):
                        yield node.lineno, ast.unparse(target)
        elif isinstance(node, ast.Attribute) and node.attr in MOVERS and ast.unparse(node.value) != "tree":
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call):
            if _writes(node):
                yield node.lineno, ast.unparse(node.func)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.search(node.value):
            yield node.lineno, STATEMENT.search(node.value)[0]
        elif isinstance(node, ast.Attribute) and NAMES_A_TABLE.search(ast.unparse(node)):
            yield node.lineno, ast.unparse(node)


def _writes(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        named = call.args[1] if call.func.id == "setattr" and len(call.args) > 1 else None
        return isinstance(named, ast.Constant) and _is_ours(ast.unparse(call.args[0]), named.value)
    if not isinstance(call.func, ast.Attribute):
        return False
    verb, upon = call.func.attr, ast.unparse(call.func.value)
    row = upon.rpartition(".")[2]
    if verb in {"save", "save_base", "asave"}:
        # signed(group, …).save() and Group(…).save() too. Rows that belong to a group are saved where they are kept.
        saved = call.func.value.args[0] if upon.startswith("signed(") else call.func.value
        row = ast.unparse(saved.func if isinstance(saved, ast.Call) else saved).rpartition(".")[2]
        return bool(re.fullmatch(r"(?i)(\w+_)?group|node|Placement|StatusChange|placement|status_change", row))
    if verb in {"update", "aupdate"}:
        return bool(_keywords(call) & (PLACE_AND_STATUS | SHARED - {"region", "region_id"}))
    if verb in MAKERS:
        return _model(upon) in LOGGED or row in RELATED
    return verb == "add" and row in RELATED


def _is_ours(row: str, column: object) -> bool:
    return column in PLACE_AND_STATUS or ("group" in row.lower() and column in SHARED)


def _keywords(call: ast.Call) -> set[str]:
    """Names given as keywords, and every text in a dictionary given as them (`**{"status": …}`)."""
    texts = (each for keyword in call.keywords if keyword.arg is None for each in ast.walk(keyword.value))
    return {keyword.arg for keyword in call.keywords if keyword.arg} | {
        each.value for each in texts if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def _model(manager: str) -> str:
    """The model whose manager or query the code begins with: `Group.objects.filter(…)` → Group."""
    return re.match(r"(\w+)\.(objects|_base_manager|_default_manager)|", manager)[1] or ""


def test_only_their_writers_write_place_and_status() -> None:
    files = [
        file
        for room in ("groups", "meetings", "samverkan")
        for file in (ROOT / room).rglob("*.py")
        if "migrations" not in file.parts and str(file.relative_to(ROOT)) not in WRITERS
    ]
    assert len(files) > 50
    found = {(str(file.relative_to(ROOT)), code): line for file in files for line, code in strays(file.read_text())}
    assert found.keys() >= GRANTED
    assert [f"{file}:{line} {code}" for (file, code), line in found.items() if (file, code) not in GRANTED] == []


STRAYS = """
group.status = "ended"
self.group.parent, x = None, 1
node.lft += 2
group.parent_id: int = 3
setattr(group, "parent", other)
group.skip_history_when_saving = True
setattr(row, "lft", 3)
Group(name="x").save()
group.save()
signed(self.group, by, reason).save()
signed(below_group, by, reason).save(update_fields=["name"])
Group.objects.create(name="x")
Group.objects.filter(pk=1).bulk_update(rows, ["lft"])
Group._base_manager.bulk_create(rows)
Group._default_manager.update_or_create(slug="x")
group.children.create(name="x")
parent.children.add(group)
group.placements.create(effective=day)
group.status_changes.bulk_create(rows)
Group.objects.filter(pk=1).update(status="ended")
groups.filter(pk=1).update(**{"parent": None})
groups.update(tree_id=F("tree_id") + 1)
Group.objects.move_node(a, b)
Group.objects.rebuild()
Group._tree_manager.partial_rebuild(3)
group.move_to(other, "last-child")
group.insert_at(other)
with Group.objects.delay_mptt_updates(): pass
Group._mptt_meta.update_mptt_cached_fields(group)
StatusChange.objects.bulk_create([])
cursor.execute("UPDATE groups_group SET lft = 1")
cursor.execute("insert into groups_placement (id) values (1)")
cursor.execute('DELETE FROM "groups_statuschange"')
cursor.execute(f"UPDATE {Group._meta.db_table} SET parent_id = 1")
"""

INNOCENT = """
response.status = 200
meeting.status = "held"
answer.save()
seat.save()
meeting.skip_history_when_saving = True
signed(row, by, reason).save()
review_item.save()
tree.rebuild()
tree.update(group, by=by)
Group.objects.filter(pk=1).values("lft")
cursor.execute("SELECT id FROM groups_group")
cursor.execute("INSERT INTO groups_group_topics VALUES (1)")
Region.objects.create(name="x")
"""


@pytest.mark.parametrize("code", STRAYS.strip().splitlines())
def test_a_stray_writer_is_seen_in_every_shape(code: str) -> None:
    assert [line for line, _code in strays(code)]


@pytest.mark.parametrize("code", INNOCENT.strip().splitlines())
def test_what_writes_something_else_is_no_stray(code: str) -> None:
    assert list(strays(code)) == []
