"""The web process killed (SIGKILL) in the middle of a request, until so many kills fell inside its transaction.

`python -m tests.soak.kills`; SOAK_KILLS for each deed, and SOAK_SEED, in the environment. The process is frozen at the
moment drawn, the database is asked whether it holds the registry's lock just then, and then it is killed. After each
restart: everything acknowledged is there, what was not is there wholly or not at all, and the registry agrees with
itself.
"""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from statistics import median
from typing import TYPE_CHECKING

from tests.soak.part import number_of, report, seed, set_up
from tests.soak.webserver import Editor, Webserver

if TYPE_CHECKING:
    from tests.soak.killed_deeds import Deed

ATTEMPTS = 4
"""So many times as many kills are tried, at most, for enough of them to fall inside the transaction."""

BEFORE, WITHIN, AFTER = "före", "inom", "efter"


def run(name: str, kills: int, seed: int) -> tuple[Counter, list[str]]:
    """Kill during one deed until `kills` fell within; return how many fell when, and what was wrong afterwards."""
    from tests.soak import killed_deeds, world

    deed, chance = killed_deeds.DEEDS[name], random.Random(f"{seed} {name}")
    server, fell, wrong, acknowledged, took = Webserver(), Counter(), [], [], []
    editor = Editor(server, _session())
    server.start()
    try:
        for n in range(ATTEMPTS * kills):
            # One that is let through: it must survive the kill that comes straight after, and tells the usual time.
            whole = deed(editor, chance, f"{name} {n} hel")
            took.append(_send(editor, whole))
            acknowledged.append(whole)
            killed = deed(editor, chance, f"{name} {n} dödad")
            when, answered = _killed(editor, killed, chance.uniform(0, median(took)))
            server.start()
            _wait_for_the_dead()
            found = world.traces()
            left = found.get(killed.why, set())
            if answered:
                acknowledged.append(killed)
            if left and not left >= killed.logs:
                wrong.append(f"{killed.why}: half of it is there: {left}")
            wrong += [f"{each.why}: acknowledged, and lost" for each in acknowledged if each.why not in found]
            wrong += [f"{killed.why} ({when}): {each}" for each in world.faults()]
            fell[when if when == WITHIN else AFTER if left else BEFORE] += 1
            if wrong or fell[WITHIN] == kills:
                break
    finally:
        server.kill()
    if fell[WITHIN] < kills and not wrong:
        wrong.append(f"only {fell[WITHIN]} of {fell.total()} kills fell inside the transaction")
    return fell, wrong


def _send(editor: Editor, deed: Deed) -> float:
    """Do it to the end; return the seconds it took."""
    fields = editor.open(deed.page) | deed.fields
    began = time.monotonic()
    status = editor.send(deed.page, fields)
    assert status == 302, f"{deed.page}: {status}"
    return time.monotonic() - began


def _killed(editor: Editor, deed: Deed, after: float) -> tuple[str, bool]:
    """Send it and kill after so many seconds; return whether that was inside the transaction, and if it was answered.

    What was not inside is called before; what it left tells later whether it was after.
    """
    fields, answers = editor.open(deed.page) | deed.fields, []

    def send() -> None:
        with suppress(OSError):
            answers.append(editor.send(deed.page, fields))

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(after)
    editor.server.freeze()
    when = WITHIN if _somebody_writes() else BEFORE
    editor.server.kill()
    sender.join()
    return when, answers == [302]


def _somebody_writes() -> bool:
    """Whether the registry's lock is taken just now."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted)")
        return cursor.fetchone()[0]


def _wait_for_the_dead() -> None:
    """PostgreSQL may not have noticed yet that who held the lock is gone."""
    from groups.editing import structure_lock

    with structure_lock():
        pass


def _session() -> str:
    """Log the administrator in, past the login page; return the session's key."""
    from django.conf import settings
    from django.test import Client

    from groups.models import User

    client = Client()
    client.force_login(User.objects.get(username="soak"), "django.contrib.auth.backends.ModelBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def main() -> int:
    with tempfile.TemporaryDirectory() as static:
        os.environ["STATIC_ROOT"] = static
        set_up()
        from django.core.management import call_command

        from tests.soak import killed_deeds, world

        call_command("collectstatic", interactive=False, verbosity=0)
        world.build(12)
        told, wrong = [], []
        for name in killed_deeds.DEEDS:
            began = time.monotonic()
            fell, faults = run(name, number_of("KILLS", 20), seed())
            falls = ", ".join(f"{fell[when]} {when}" for when in (BEFORE, WITHIN, AFTER))
            told.append(f"{name}: {fell.total()} dödade, {falls} transaktionen, på {time.monotonic() - began:.0f} s")
            wrong += faults
        return report("dödade mitt i", told, wrong)


if __name__ == "__main__":
    sys.exit(main())
