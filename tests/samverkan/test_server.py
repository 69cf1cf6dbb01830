"""What only a real server shows: the answer to a file that is far too large reaches who sent it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from tests.samverkan.conftest import ROOT, Site

SIZE = 200 * 1024 * 1024
WORLD = """
from django.test import Client
from tests.factories import AdministratorFactory, HeldMeetingFactory
client = Client()
client.force_login(AdministratorFactory())
print(HeldMeetingFactory().pk, client.cookies["samverkan_session"].value)
"""


@pytest.fixture
def server(site: Site) -> Iterator[tuple[HTTPConnection, str, str]]:
    """Give a connection to gunicorn, the address of a meeting, and the session of who may keep it."""
    meeting, session = site.succeed("shell", "--no-imports", "--command", WORLD).split()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "samverkan.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level=warning"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": site.url, "DEBUG": "1"},
    )
    try:
        yield _connect(port), f"/moten/{meeting}/", session
    finally:
        process.terminate()
        process.wait()


def _connect(port: int) -> HTTPConnection:
    for _try in range(100):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.connect()
            return connection
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("gunicorn does not answer")


@pytest.mark.once
def test_who_sends_a_file_that_is_far_too_large_without_script_reads_why_it_was_refused(server):
    connection, address, session = server
    connection.request("GET", f"{address}anteckningar/", headers={"Cookie": f"samverkan_session={session}"})
    answer = connection.getresponse()
    page = answer.read().decode()
    cookie = re.search(r"samverkan_csrf=\w+", answer.getheader("Set-Cookie"))[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    head = (
        f'--grans\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--grans\r\nContent-Disposition: form-data; name="attachment-title"\r\n\r\nBudget\r\n'
        '--grans\r\nContent-Disposition: form-data; name="attachment-file"; filename="stor.pdf"\r\n\r\n'
    ).encode()
    tail = b"\r\n--grans--\r\n"
    sent = (part for part in (head, *[bytes(1024 * 1024)] * (SIZE // 1024 // 1024), tail))
    headers = {
        "Cookie": f"samverkan_session={session}; {cookie}",
        "Content-Type": "multipart/form-data; boundary=grans",
        "Content-Length": str(len(head) + SIZE + len(tail)),
    }
    connection.request("POST", f"{address}bilagor/", body=sent, headers=headers)
    answer = connection.getresponse()
    page = answer.read().decode()
    assert answer.status == 200
    assert "Filen är för stor. En bilaga får vara högst 10 MB." in page
    assert 'value="Budget"' in page
