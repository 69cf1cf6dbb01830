"""Documents made by a process of their own: once, within bounds, for their reader alone, and told of if they fail."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from groups import erasing, frozen
from groups.models import Compilation, CompilationFile, Person, Review
from samverkan.reports import made_files, views
from samverkan.reports.made_files import State
from tests.at_once import at_once
from tests.factories import AdministratorFactory, PersonFactory
from tests.samverkan.reports import snapshot_world

ADDRESS = "/sammanstallningar/nordvast-2023/1/sammanstallning.{}"
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch):
    monkeypatch.setattr(views, "PATIENCE", 0)


@pytest.fixture
def begun(monkeypatch):
    """Give the documents whose process would have been started; none is, and what waits for a commit comes at once."""
    files = []
    monkeypatch.setattr(made_files, "begin", files.append)
    monkeypatch.setattr(made_files.transaction, "on_commit", lambda do: do())
    return files


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_who_asks_waits_kindly_and_gets_it_when_it_is_ready(world, visit, begun, kind, start):
    waiting = visit(ADDRESS.format(kind))
    assert waiting.status_code == 202
    assert waiting["Refresh"] == "4"
    page = waiting.body.decode()
    assert 'role="status" aria-live="polite"' in page
    assert "<script>" not in page
    made_files.make(begun[0])
    ready = visit(ADDRESS.format(kind))
    assert ready.status_code == 200
    assert ready.body.startswith(start)
    assert "Refresh" not in ready
    assert f"sammanstallning-nordvast-2023-v1.{kind}" in ready["Content-Disposition"]
    assert len(begun) == 1


def test_the_same_is_made_once_whoever_asks(world, readers, visit, begun):
    for _time in range(3):
        for reader in ("anonymous", "without a role"):
            visit(ADDRESS.format("pdf"), readers[reader])
    assert len(begun) == 1
    for reader in ("administrator", "commissioner"):
        visit(ADDRESS.format("pdf"), readers[reader])
    assert [file.whole for file in begun] == [False, True]


def test_nobody_gets_the_document_of_another_reader(world, readers, visit, begun):
    for reader in ("anonymous", "process leader"):
        visit(ADDRESS.format("docx"), readers[reader])
    for file in begun:
        made_files.make(file)
    public, whole = (visit(ADDRESS.format("docx"), readers[reader]) for reader in ("anonymous", "process leader"))
    assert public.body != whole.body
    assert public["Cache-Control"] == "private, no-cache"
    assert whole["Cache-Control"] == "private, no-store"
    assert "-hela.docx" in whole["Content-Disposition"]
    assert visit(ADDRESS.format("docx"), readers["other process leader"]).body == public.body


def test_what_fails_is_told_and_can_be_tried_again(world, visit, begun, monkeypatch):
    visit(ADDRESS.format("pdf"))

    def fail(*_arguments):
        raise MemoryError

    monkeypatch.setitem(made_files.WRITERS, "pdf", fail)
    with pytest.raises(MemoryError):
        made_files.make(begun[0])
    failed = visit(ADDRESS.format("pdf"))
    assert failed.status_code == 500
    assert "Filen gick inte att göra" in failed.body.decode()
    assert "Refresh" not in failed
    again = ADDRESS.format("pdf") + "/igen/"
    assert again in failed.body.decode()
    assert visit(again, method="post").status_code == 302
    assert len(begun) == 1, "not over and over"
    CompilationFile.objects.update(begun_at=timezone.now() - dt.timedelta(minutes=1))
    for _time in range(2):
        assert visit(again, method="post")["Location"] == ADDRESS.format("pdf")
    assert len(begun) == 2, "two who ask at once begin it once"
    assert visit(ADDRESS.format("pdf")).status_code == 202
    assert not visit(ADDRESS.format("pdf")).cookies
    assert visit(again).status_code == 405


def test_a_process_that_was_killed_has_failed(world, begun):
    file = made_files.asked_for(world.new, "pdf", whole=False, at=NOW)
    later = NOW + made_files.LONGEST
    assert made_files.asked_for(world.new, "pdf", whole=False, at=later).state == State.MAKING
    late = made_files.asked_for(world.new, "pdf", whole=False, at=later + dt.timedelta(seconds=1))
    assert (late.pk, late.state) == (file.pk, State.FAILED)


def test_a_process_that_cannot_be_started_has_failed(world, begun, monkeypatch):
    file = made_files.asked_for(world.new, "pdf", whole=False, at=NOW)
    monkeypatch.undo()
    monkeypatch.setattr(made_files.sys, "executable", "/finns/inte")
    made_files.begin(file)
    assert CompilationFile.objects.get().state == State.FAILED


@pytest.mark.parametrize("end", ["kill -9 $$", "exit 3"])
def test_a_process_that_is_killed_is_told_of_at_once(committed, monkeypatch, tmp_path, end):
    killed = tmp_path / "python"
    killed.write_text(f"#!/bin/sh\n{end}\n")
    killed.chmod(0o755)
    monkeypatch.setattr(made_files.sys, "executable", str(killed))
    made_files.asked_for(committed[1], "pdf", whole=False, at=NOW)
    for watcher in threading.enumerate():
        if watcher is not threading.current_thread() and watcher.daemon:
            watcher.join(10)
    assert CompilationFile.objects.get().state == State.FAILED


def test_who_watches_the_first_attempt_says_nothing_of_the_second(world, begun, monkeypatch):
    monkeypatch.setattr(made_files.connection, "close", lambda: None)  # it is the test's own, in this thread
    file = made_files.asked_for(world.new, "pdf", whole=False, at=NOW)
    CompilationFile.objects.update(begun_at=NOW + dt.timedelta(minutes=1))
    made_files._watch(SimpleNamespace(wait=lambda: -9), file.pk, file.begun_at)
    assert CompilationFile.objects.get().state == State.MAKING


def test_a_consent_taken_back_makes_another_public_document(world, begun):
    keys = {whole: made_files.key_of(world.new, "pdf", whole=whole) for whole in (True, False)}
    Person.objects.update(name_public=False)
    assert made_files.key_of(world.new, "pdf", whole=False) != keys[False]
    assert made_files.key_of(world.new, "pdf", whole=True) == keys[True]


def test_a_document_is_not_kept_as_another_than_it_is(world, begun, monkeypatch):
    """Asked for while a name was hidden, and made after it was shown: it is not kept for when it is hidden again."""
    Person.objects.update(name_public=False)
    file = made_files.asked_for(world.new, "pdf", whole=False, at=NOW)
    Person.objects.update(name_public=True)
    with pytest.raises(made_files.Outdated):
        made_files.make(file)
    assert CompilationFile.objects.get().state == State.FAILED


def test_a_program_renewed_under_a_site_that_runs_still_makes_documents(world, begun, monkeypatch):
    file = made_files.asked_for(world.new, "docx", whole=False, at=NOW)
    monkeypatch.setattr(made_files, "_layout", lambda: "f" * 64)
    assert made_files.key_of(world.new, "docx", whole=False) != file.key
    made_files.make(file)
    assert CompilationFile.objects.get().state == State.READY


def test_an_erased_name_is_in_no_document_kept(world, begun):
    person = PersonFactory()
    made = made_files.asked_for(world.new, "docx", whole=True, at=NOW)
    made_files.make(made)
    erasing.erase_person(person, by=AdministratorFactory(), today=NOW.date())
    assert not CompilationFile.objects.exists()
    assert Person.objects.filter(pk=person.pk).exists()


def test_with_other_names_it_is_another_document_and_the_former_goes(world, begun):
    first = made_files.asked_for(world.new, "docx", whole=True, at=NOW)
    made_files.make(first)
    world.new.names = {}
    world.new.save(update_fields=["names"])
    second = made_files.asked_for(world.new, "docx", whole=True, at=NOW)
    assert second.pk != first.pk
    made_files.make(second)
    assert list(CompilationFile.objects.values_list("pk", flat=True)) == [second.pk]


def test_names_that_the_public_never_read_are_no_other_public_document(world, begun):
    first = made_files.key_of(world.new, "pdf", whole=False)
    world.new.names = {snapshot_world.P_1: snapshot_world.NAMES[snapshot_world.P_1]}
    assert made_files.key_of(world.new, "pdf", whole=False) == first
    world.new.names = {}
    assert made_files.key_of(world.new, "pdf", whole=False) != first


def test_the_whole_is_another_document_even_where_every_name_is_public(world):
    world.new.names = world.old.names = {snapshot_world.P_1: snapshot_world.NAMES[snapshot_world.P_1]}
    world.new.review.compared_with = None
    keys = {made_files.key_of(world.new, "pdf", whole=whole) for whole in (True, False)}
    assert len(keys) == 2


def test_a_head_of_a_document_asks_for_nothing_else(world, visit, begun):
    assert visit(ADDRESS.format("pdf"), method="head").status_code == 202
    assert visit(ADDRESS.format("pdf"), method="post").status_code == 405


def environment() -> dict[str, str]:
    """Return where a process finds the test's own database."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{told['NAME']}"}
    account = f"{quote(told['USER'])}:{quote(told['PASSWORD'])}"
    return {"DATABASE_URL": f"postgres://{account}@{told['HOST']}:{told['PORT']}/{told['NAME']}"}


@pytest.fixture
def committed(transactional_db, monkeypatch):
    """Give compilations that other processes see, and let these find the test's own database."""
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    yield snapshot_world.build()
    with frozen.lifted():
        CompilationFile.objects.all().delete()
        Review.objects.update(compared_with=None)
        Compilation.objects.all().delete()


def test_the_page_starts_the_process_that_makes_it(committed, client, monkeypatch):
    monkeypatch.setattr(views, "PATIENCE", 60)
    answer = client.get(ADDRESS.format("pdf"))
    assert answer.status_code == 200, CompilationFile.objects.values_list("state")
    assert answer.content.startswith(b"%PDF-")
    file = CompilationFile.objects.get()
    assert file.state == State.READY
    # A second process for the same finds nothing to make.
    with pytest.raises(CommandError, match="ingen sådan fil"):
        call_command("compilation_file", str(file.pk))


def test_two_who_ask_at_once_begin_it_once(committed, monkeypatch):
    begun = []
    monkeypatch.setattr(made_files, "begin", begun.append)
    files = at_once(*[lambda: made_files.asked_for(committed[1], "pdf", whole=False, at=NOW)] * 4)
    assert len({file.pk for file in files}) == 1
    assert len(begun) == 1


GREEDY = """
import django
django.setup()
from django.core.management import call_command
from samverkan.reports import made_files
made_files.MEMORY = 500 * 1024**2
made_files.WRITERS["pdf"] = lambda contents, made: bytes(10**9)
call_command("compilation_file", "{}")
"""


def test_a_process_that_takes_too_much_memory_ends_and_has_failed(committed):
    _old, new = committed
    file = CompilationFile.objects.create(compilation=new, kind="pdf", whole=False, key="x", begun_at=NOW)
    done = subprocess.run(
        [sys.executable, "-c", GREEDY.format(file.pk)], cwd=settings.BASE_DIR, capture_output=True, text=True,
        check=False, env=os.environ | {"DJANGO_SETTINGS_MODULE": "samverkan.settings"},
    )  # fmt: skip
    assert "MemoryError" in done.stderr
    assert CompilationFile.objects.get().state == State.FAILED
