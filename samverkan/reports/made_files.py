"""Documents that take a while to make: each is made once, by a process of its own with bounded memory, and kept.

Who asks first begins it; who asks meanwhile waits for the same one. A document is known by a key of all that it is made
from, the names that may be told among it, so that one with a name that has been erased since is never shown.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from groups.models import Compilation, CompilationFile, Person, User
from meetings import documents
from samverkan.reports import audience, docx, pdf, readings

logger = logging.getLogger(__name__)

WRITERS: dict[str, Callable] = {"pdf": pdf.write, "docx": docx.write}
"""What makes a document of each kind, by the ending of its name."""

MEMORY = 2 * 1024**3
"""Bytes of address space that the process may take."""
LONGEST = dt.timedelta(minutes=3)
"""So long the process may take; what is not ready then has failed."""

BETWEEN = dt.timedelta(seconds=20)
"""What has failed is not begun anew sooner than so long after it was begun."""

HALF = 32
"""So many signs of a key are of what is told, the rest of how it is written."""

State = CompilationFile.State


class Outdated(Exception):
    """What the document is made from, such as who may be named in it, has changed since it was asked for."""


def asked_for(compilation: Compilation, kind: str, *, whole: bool, at: dt.datetime) -> CompilationFile:
    """Return the document, ready or not; begin to make it unless somebody has.

    What has failed is returned as failed, until `again`. The bytes are not fetched: see `content`. `is_new` on the
    document tells whether it was begun by this call.
    """
    key = key_of(compilation, kind, whole=whole)
    made = {"compilation": compilation, "kind": kind, "whole": whole, "begun_at": at}
    file, is_new = CompilationFile.objects.defer("data").get_or_create(key=key, defaults=made)
    file.is_new = is_new
    if is_new:
        transaction.on_commit(lambda: begin(file))
    elif file.state == State.MAKING and file.begun_at + LONGEST < at:
        # The machine, or whoever watched its process, has been stopped.
        CompilationFile.objects.filter(pk=file.pk, state=State.MAKING).update(state=State.FAILED)
        file.state = State.FAILED
    return file


def again(file: CompilationFile, *, at: dt.datetime) -> None:
    """Begin anew what has failed; of two who ask at once one does, and nobody does so over and over."""
    failed = CompilationFile.objects.filter(pk=file.pk, state=State.FAILED, begun_at__lt=at - BETWEEN)
    if failed.update(state=State.MAKING, begun_at=at):
        file.begun_at = at
        transaction.on_commit(lambda: begin(file))


def content(file: CompilationFile) -> bytes:
    """Return the bytes of a document that is ready."""
    return bytes(CompilationFile.objects.values_list("data", flat=True).get(pk=file.pk))


def begin(file: CompilationFile) -> None:
    """Start the process that makes the document; a thread waits for it, to tell at once if it is killed."""
    # Threads reserve memory of their own: with few of them the bound is the same whatever the machine.
    environment = os.environ | {"MALLOC_ARENA_MAX": "2", "RAYON_NUM_THREADS": "2"}
    try:
        process = subprocess.Popen(  # noqa: S603 - the project's own command, with a number
            [sys.executable, "manage.py", "compilation_file", str(file.pk)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        logger.exception("compilation file %s: its process cannot be started", file.pk)
        CompilationFile.objects.filter(pk=file.pk).update(state=State.FAILED)
    else:
        threading.Thread(target=_watch, args=(process, file.pk, file.begun_at), daemon=True).start()


def _watch(process: subprocess.Popen, key: int, begun_at: dt.datetime) -> None:
    """Wait for the process: killed, as beyond its bounds, it cannot tell by itself that it has failed."""
    if (code := process.wait()) == 0:
        return
    logger.error("compilation file %s: its process ended with %s", key, code)
    try:
        # Unless somebody has begun it anew since.
        CompilationFile.objects.filter(pk=key, state=State.MAKING, begun_at=begun_at).update(state=State.FAILED)
    finally:
        connection.close()


def bound() -> None:
    """Let this process take no more memory and time than a document may: beyond it ends. For the process alone."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # typst does not return to Python while it works
    signal.alarm(int(LONGEST.total_seconds()))


def make(file: CompilationFile) -> None:
    """Make the document and keep it, in this process; what goes wrong is kept as failed, and raised."""
    try:
        told = readings.told_of(file.compilation, whole=file.whole)
        data = WRITERS[file.kind](told.contents, told.made)
        if key_of(file.compilation, file.kind, whole=file.whole)[:HALF] != file.key[:HALF]:
            raise Outdated(file)
    except BaseException:
        CompilationFile.objects.filter(pk=file.pk).update(state=State.FAILED)
        raise
    CompilationFile.objects.filter(pk=file.pk).update(state=State.READY, data=data)
    outdated = CompilationFile.objects.filter(compilation=file.compilation_id, kind=file.kind, whole=file.whole)
    outdated.exclude(pk=file.pk).delete()


def forget(person: Person, by: User | None) -> None:
    """Take away the documents that may name somebody who is erased. They are made again when asked for."""
    CompilationFile.objects.all().delete()


def key_of(compilation: Compilation, kind: str, *, whole: bool) -> str:
    """Return a key of all that the document is made from. Costs two queries for each compilation it goes back to."""
    sources = [[each.sha256, audience.names_of(each, whole=whole)] for each in readings.chain(compilation)]
    told = [kind, whole, sources, settings.SITE_NAME]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:HALF] + _layout()[:HALF]


@cache
def _layout() -> str:
    """Return a key of the program's own way to write documents: with a new one they are made anew."""
    rooms = [Path(__file__).parent, Path(documents.__file__).parent]
    files = sorted(file for room in rooms for file in room.iterdir() if file.suffix in {".py", ".typ"})
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
