"""The site as it runs for real, in processes of its own: started, asked, frozen in mid-work, killed."""

from __future__ import annotations

import html
import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60
"""Seconds that a start, or an answer, may take."""

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


class Webserver:
    """gunicorn with the site's own wsgi and one worker, on a free port; the environment says which database."""

    def start(self) -> None:
        """Start, and wait until it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        bound = ["--bind", f"127.0.0.1:{self.port}", "--log-level=critical", "--timeout=120"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "samverkan.wsgi", *bound],
            cwd=ROOT,
            env=os.environ | {"LOG_LEVEL": "ERROR"},
            start_new_session=True,  # so that a signal reaches gunicorn and its worker, and nobody else
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if self.ask("GET", "/halsa/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("gunicorn does not answer")

    def freeze(self) -> None:
        """Stop every process of it where it is. Only `kill` can follow."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is tidied up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, str]:
        """Return status and page. Raises OSError when nobody answers, or stops answering half-way."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except HTTPException as error:
            raise ConnectionError from error
        finally:
            connection.close()


class Editor:
    """Somebody logged in to the site, by a session made in the database."""

    def __init__(self, server: Webserver, session: str) -> None:
        self.server, self.session = server, session

    def open(self, page: str) -> dict[str, str]:
        """Fetch a page with a form; return what the form carries unseen."""
        status, text = self.server.ask("GET", page, headers={"Cookie": self._cookies("a" * 32)})
        assert status == 200, f"{page}: {status}"
        return {name: html.unescape(value) for name, value in _HIDDEN.findall(text)}

    def send(self, page: str, fields: dict[str, str]) -> int:
        """Send the form of a page; return the status. 302 means that it was done."""
        headers = {
            "Cookie": self._cookies("a" * 32),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.server.ask("POST", page, urlencode(fields), headers)[0]

    def _cookies(self, token: str) -> str:
        return f"samverkan_session={self.session}; samverkan_csrf={token}"
