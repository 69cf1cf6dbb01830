"""Every command of the project runs, is explained in Swedish, and the whole starts as the README says."""

import json
import sqlite3
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class

OWN = sorted(name for name, app in get_commands().items() if app in {"samverkan", "groups", "meetings"})
# Where each command is run by a test. A new command is entered here together with its test.
TRIED = {
    "backup": "tests/samverkan/test_backup.py",
    "benchmark_data": "tests/samverkan/test_benchmark_data.py",
    "check_tree": "tests/groups/test_check_tree.py",
    "compilation_file": "tests/samverkan/reports/test_made_files.py",
    "demo": "tests/samverkan/test_demo_loading.py",
    "export_registry": "tests/samverkan/exchange/test_commands.py",
    "import_registry": "tests/samverkan/exchange/test_commands.py",
    "rebuild_tree": "tests/groups/test_check_tree.py",
    "restore": "tests/samverkan/test_backup.py",
    "throw_away_old_files": "tests/samverkan/exchange/pages/test_waiting.py",
}


def test_every_command_is_run_by_a_test():
    assert sorted(TRIED) == OWN
    for name, file in TRIED.items():
        assert f'"{name}"' in (Path(settings.BASE_DIR) / file).read_text(), f"{file} does not run {name}"


@pytest.mark.parametrize("name", OWN)
def test_every_command_says_what_it_does(name):
    command = load_command_class(get_commands()[name], name)
    assert len(command.help) > 10
    out = StringIO()
    command.create_parser("manage.py", name).print_help(out)
    assert command.help.split()[0] in out.getvalue()


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_production_settings_pass_the_deployment_check(manage, tmp_path):
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/samverkan.sqlite3",
        "DATA_DIR": str(tmp_path / "data"),
        "SITE_URL": "https://samverkan.example.org",
        "STATIC_ROOT": str(tmp_path / "static"),
    }
    gathered = manage("collectstatic", "--noinput", **environment)
    assert gathered.returncode == 0, gathered.stderr
    manifest = json.loads((tmp_path / "static" / "staticfiles.json").read_text())
    assert "admin/css/base.css" in manifest["paths"]
    checked = manage("check", "--deploy", "--fail-level=WARNING", **environment)
    assert checked.returncode == 0, checked.stderr


def test_sqlite_lets_readers_and_writers_work_at_once(manage, tmp_path):
    file = tmp_path / "data" / "samverkan.sqlite3"
    done = manage("migrate", "--verbosity=0", DATABASE_URL=f"sqlite:///{file}", DATA_DIR=str(tmp_path / "data"))
    assert done.returncode == 0, done.stderr
    assert sqlite3.connect(file).execute("PRAGMA journal_mode").fetchone() == ("wal",)
