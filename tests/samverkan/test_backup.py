"""What is saved comes back, and nothing is lost by trying."""

import hashlib
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from samverkan.backup import postgresql
from samverkan.backup.errors import BackupError

INSERT_BERIT = "INSERT INTO groups_user SELECT {columns} FROM groups_user WHERE username = 'anna'"


def add_account(site, name: str, commit: bool = True):
    """Add a copy of anna's account under another name; return the connection that did so."""
    database = site.connect()
    cursor = database.execute("SELECT * FROM groups_user LIMIT 0")
    columns = [column[0] for column in cursor.description]
    values = {"id": "1000", "username": f"'{name}'"}
    chosen = ", ".join(values.get(column, column) for column in columns)
    database.execute(INSERT_BERIT.format(columns=chosen))
    if commit:
        database.commit()
        database.close()
    return database


def test_a_lost_database_comes_back(site, tmp_path):
    file = tmp_path / "registret.backup"
    assert "Registret är sparat" in site.succeed("backup", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    site.lose()
    assert "är tillbaka" in site.succeed("restore", str(file))
    assert site.accounts() == ["anna"]
    site.succeed("migrate", "--check")


def test_frozen_compilations_come_back_with_what_refuses_to_change_them(site, tmp_path):
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'groups_compilation'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'groups_compilation_is_not_%'",
    }
    there = sorted(site.execute(asked[connection.vendor]))
    assert len(there) == 3
    site.succeed("demo", "--load-only")
    site.succeed("backup", str(tmp_path / "registret.backup"))
    compilations = "SELECT id, content, sha256, names FROM groups_compilation ORDER BY id"
    frozen = site.execute(compilations)
    assert [hashlib.sha256(content.encode()).hexdigest() for _id, content, _hash, _names in frozen] == [
        each[2] for each in frozen
    ]
    assert len(frozen) == 3
    for replace in ([], ["--replace"]):
        if not replace:
            site.lose()
        site.succeed("restore", str(tmp_path / "registret.backup"), *replace)
        assert site.execute(compilations) == frozen
        assert sorted(site.execute(asked[connection.vendor])) == there
        with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="frozen"):
            site.execute("UPDATE groups_compilation SET content = '{}'")


def test_backup_leaves_nothing_but_the_file(site, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    site.succeed("backup", str(folder / "registret.backup"))
    assert [path.name for path in folder.iterdir()] == ["registret.backup"]


def test_backup_is_consistent_while_somebody_writes(site, tmp_path):
    with closing(add_account(site, "berit", commit=False)):
        site.succeed("backup", str(tmp_path / "registret.backup"))
    site.lose()
    site.succeed("restore", str(tmp_path / "registret.backup"))
    assert site.accounts() == ["anna"]


def test_restore_refuses_to_overwrite_a_registry(site, tmp_path):
    file = tmp_path / "registret.backup"
    site.succeed("backup", str(file))
    add_account(site, "berit")
    assert "--replace" in site.fail("restore", str(file))
    assert site.accounts() == ["anna", "berit"]


def test_restore_replaces_everything_when_asked_to(site, tmp_path):
    file = tmp_path / "registret.backup"
    site.succeed("backup", str(file))
    add_account(site, "berit")
    site.succeed("restore", "--replace", str(file))
    assert site.accounts() == ["anna"]


def test_restore_replaces_a_database_newer_than_the_backup(site, tmp_path):
    """As when an upgrade is taken back: a later table is forgotten, and made again by the next upgrade."""
    file = tmp_path / "registret.backup"
    site.execute("DROP TABLE axes_accessattemptexpiration")
    site.execute("DELETE FROM django_migrations WHERE app = 'axes' AND name LIKE '0010%'")
    site.succeed("backup", str(file))
    site.succeed("migrate", "--verbosity=0")
    assert "kör manage.py migrate" in site.succeed("restore", "--replace", str(file))
    site.succeed("migrate", "--verbosity=0")
    assert site.accounts() == ["anna"]


@pytest.mark.parametrize("damage", ["cut", "cut at the end", "scrambled"])
def test_a_damaged_backup_is_refused_and_changes_nothing(site, tmp_path, damage):
    file = tmp_path / "registret.backup"
    site.succeed("backup", str(file))
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "cut": whole[:middle],
            "cut at the end": whole[:-10],
            "scrambled": whole[:middle] + b"\xff" * 4096 + whole[middle + 4096 :],
        }[damage]
    )
    add_account(site, "berit")
    assert "skadad" in site.fail("restore", "--replace", str(file))
    assert site.accounts() == ["anna", "berit"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "inte en säkerhetskopia"),
        (b"namn;kommun\r\n", "inte en säkerhetskopia"),
        (b"PGDMP", "från PostgreSQL" if connection.vendor == "sqlite" else "skadad"),
        (b"SQLite format 3\0", "från SQLite" if connection.vendor != "sqlite" else "skadad"),
    ],
)
def test_a_file_of_another_kind_is_refused(site, tmp_path, content, words):
    file = tmp_path / "registret.backup"
    file.write_bytes(content)
    assert words in site.fail("restore", "--replace", str(file))
    assert site.accounts() == ["anna"]


def test_a_backup_from_a_newer_version_is_refused(site, tmp_path):
    file = tmp_path / "registret.backup"
    later = "(app, name, applied) VALUES ('groups', '9999_later', '2099-01-01 00:00:00')"
    site.execute(f"INSERT INTO django_migrations {later}")
    site.succeed("backup", str(file))
    assert "groups.9999_later" in site.fail("restore", "--replace", str(file))


def test_what_is_missing_or_cannot_be_written_is_told(site, tmp_path):
    assert "finns inte" in site.fail("restore", str(tmp_path / "saknas"))
    assert "är en mapp" in site.fail("backup", str(tmp_path))
    assert "Det går inte att skriva" in site.fail("backup", str(tmp_path / "saknas" / "registret.backup"))


def test_the_database_itself_is_not_taken_for_a_backup(site, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("a PostgreSQL database is not a file")
    database = site.url.removeprefix("sqlite:///")
    assert "är databasen själv" in site.fail("backup", database)
    assert "är databasen själv" in site.fail("restore", "--replace", database)
    assert site.accounts() == ["anna"]


def test_a_restore_that_fails_half_way_leaves_the_old_registry(site, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("on SQLite one transaction of its own backup interface writes everything")
    file = tmp_path / "registret.backup"
    site.execute("CREATE TABLE other (id integer)")
    site.succeed("backup", str(file))
    site.execute("DROP TABLE other")
    site.execute("CREATE VIEW other AS SELECT 1 AS id")  # the script's DROP TABLE fails on a view
    add_account(site, "berit")
    assert "psql misslyckades" in site.fail("restore", "--replace", str(file))
    assert site.accounts() == ["anna", "berit"]


def test_restore_leaves_an_extension_that_others_use(site, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no extensions in its files")
    file = tmp_path / "registret.backup"
    site.succeed("backup", str(file))
    site.execute("CREATE TABLE theirs (words text)")
    site.execute("CREATE INDEX theirs_words ON theirs USING gin (words gin_trgm_ops)")
    site.succeed("restore", "--replace", str(file))
    assert site.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'theirs'") == [("theirs_words",)]
    site.lose()
    site.succeed("restore", str(file))
    assert site.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'groups_group_trigram_gin'") == [(1,)]


def test_restore_takes_a_backup_made_when_the_index_of_words_stood_upon_the_table(site, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's index has always stood beside")
    old, new = tmp_path / "old.backup", tmp_path / "new.backup"
    site.succeed("backup", str(new))
    site.execute("DROP FUNCTION groups_seat_trigram CASCADE")
    site.execute("DROP TABLE groups_seat_trigram")
    site.execute("CREATE INDEX groups_seat_trigram ON groups_seat USING gin (search_text gin_trgm_ops)")
    site.succeed("backup", str(old))
    kind = "SELECT relkind::text FROM pg_class WHERE relname = 'groups_seat_trigram'"
    for file, stands in ((new, "r"), (old, "i"), (new, "r")):
        site.succeed("restore", "--replace", str(file))
        assert site.execute(kind) == [(stands,)]


def test_missing_postgresql_tools_are_told(site, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite needs no tools")
    words = site.fail("backup", str(tmp_path / "registret.backup"), PATH=str(tmp_path))
    assert "pg_dump finns inte" in words
    assert "postgresql-client" in words


class _Connection:
    settings_dict = {
        "NAME": "samverkan",
        "HOST": "db.example.org",
        "PORT": 5433,
        "USER": "anna",
        "PASSWORD": "hemligt",
        "OPTIONS": {"sslmode": "require"},
    }


def test_the_password_is_not_shown_on_the_command_line(monkeypatch):
    seen = {}

    def run(command, env, **options):
        seen.update(command=command, env=env)
        return subprocess.CompletedProcess(command, 0, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    postgresql.dump(_Connection, Path("registret.backup"))
    assert "hemligt" not in " ".join(seen["command"])
    assert seen["env"]["PGPASSWORD"] == "hemligt"
    assert seen["env"]["PGSSLMODE"] == "require"


def test_what_a_tool_complains_of_reaches_the_operator(monkeypatch):
    done = subprocess.CompletedProcess([], 1, b"", b"pg_dump: error: connection refused\nmore\n")
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: done)
    with pytest.raises(BackupError, match=r"pg_dump misslyckades: pg_dump: error: connection refused$"):
        postgresql.dump(_Connection, Path("registret.backup"))
