"""The rooms of the house, and what may pass between them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

ROOT = Path(settings.BASE_DIR)
MAY_NOT_IMPORT = {"groups": {"meetings", "samverkan"}, "meetings": {"samverkan"}, "samverkan": set()}


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the dotted name of each import in the source, those inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out in full"
            yield node.lineno, node.module or ""
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "get_model")):
            yield from ((node.lineno, arg.value) for arg in node.args[:1] if isinstance(arg, ast.Constant))


def tracked(*patterns: str) -> list[Path]:
    """Return the files of the project itself, without what tools and the running site leave behind."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git work tree")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("room", MAY_NOT_IMPORT)
def test_imports_follow_the_arrow(room):
    files = list((ROOT / room).rglob("*.py"))
    assert files
    wrong = [
        f"{file.relative_to(ROOT)}:{line} imports {name}"
        for file in files
        for line, name in imports(file.read_text())
        if name.split(".")[0] in MAY_NOT_IMPORT[room]
    ]
    assert wrong == []


def test_the_arrow_is_seen_wherever_it_is_broken():
    source = "import samverkan.views\ndef later():\n    from meetings import minutes\n    import_module('meetings')\n"
    assert [name for _, name in imports(source)] == ["samverkan.views", "meetings", "meetings"]


def test_locked_requirements_name_no_index():
    for file in ("requirements.txt", "tests/requirements.txt"):
        for line in (ROOT / file).read_text().splitlines():
            assert "//" not in line, line
            assert not line.startswith("-"), line


def test_runtime_and_tests_use_the_same_versions():
    def versions(file: str) -> set[str]:
        return {line for line in (ROOT / file).read_text().splitlines() if "==" in line}

    assert versions("requirements.txt") <= versions("tests/requirements.txt")


STATIC = re.compile(r"{% static ['\"]([^'\"]+)['\"]")


def test_every_static_file_that_a_template_names_is_there():
    """With hashed names a missing one is an error 500; the tests' own storage would not notice."""
    named = [(file, name) for file in tracked("*.html") for name in STATIC.findall(file.read_text())]
    assert named
    assert [f"{file.relative_to(ROOT)}: {name}" for file, name in named if not finders.find(name)] == []


E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"\b0\d{1,3}[- ]\d{2,3} ?\d{2} ?\d{2}\b")


def test_every_person_to_be_reached_is_invented():
    """Mail goes to example.org, and phone numbers are of the series 070-174 06 05 to 99, set aside for fiction."""
    for file in tracked():
        if file.suffix in {".mo", ".xlsx", ".png", ".ico", ".woff2"}:
            continue
        text = file.read_text(errors="replace")  # some are as Windows writes them
        for address in E_MAIL.findall(text):
            assert address.endswith((".example", "example.org", "example.com")), f"{address} in {file}"
        for number in PHONE.findall(text):
            assert re.fullmatch(r"070-174 06 (0[5-9]|[1-9]\d)", number), f"{number} in {file}"
