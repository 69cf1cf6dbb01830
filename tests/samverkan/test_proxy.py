"""Behind a proxy: who asks is told by the proxies alone, and the sub-path may be there or not."""

import json

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse

from samverkan.proxy import ClientAddressMiddleware, under_sub_path


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "198.51.100.1, 192.0.2.7", "192.0.2.7"),  # the first was written by the visitor
        (2, "198.51.100.1, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
        (2, "192.0.2.7", "127.0.0.1"),  # one address too few: not from both proxies
        (1, "", "127.0.0.1"),
        (1, None, "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_that_the_trusted_proxies_saw(rf, settings, proxies, forwarded, expected):
    settings.BEHIND_PROXY = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = rf.get("/", **headers)
    ClientAddressMiddleware(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == expected


def test_without_a_proxy_the_header_is_not_read(settings):
    settings.BEHIND_PROXY = 0
    with pytest.raises(MiddlewareNotUsed):
        ClientAddressMiddleware(lambda request: HttpResponse())


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/samverkan/grupper/", "/grupper/"),
        ("/samverkan", "/"),
        ("/samverkan/", "/"),
        ("/grupper/", "/grupper/"),
        ("/samverkansgrupper/", "/samverkansgrupper/"),
    ],
)
def test_the_sub_path_may_have_been_taken_off_or_not(path, seen):
    application = under_sub_path(lambda environ, start: [environ["PATH_INFO"].encode()], "/samverkan")
    assert application({"PATH_INFO": path}, None) == [seen.encode()]


def test_without_a_sub_path_nothing_is_added():
    def application(environ, start_response):
        return []

    assert under_sub_path(application, None) is application


ASK = """
import json
from wsgiref.util import setup_testing_defaults
from samverkan.wsgi import application

def ask(path, **headers):
    environ, answer = {"PATH_INFO": path, "HTTP_HOST": "www.example.org", **headers}, {}
    setup_testing_defaults(environ)
    def start(status, headers):
        answer.update(status=int(status[:3]), headers=dict(headers))
    b"".join(application(environ, start))
    return answer

print(json.dumps([
    ask("/samverkan/admin/", HTTP_X_FORWARDED_PROTO="https"),
    ask("/admin/", HTTP_X_FORWARDED_PROTO="https"),
    ask("/samverkan/admin/", HTTP_X_FORWARDED_PROTO="http"),
    ask("/samverkan/halsa/", HTTP_HOST="localhost:8000"),
]))
"""


@pytest.mark.once
def test_the_site_answers_behind_a_proxy_and_under_a_sub_path(site, tmp_path):
    environment = {
        "SITE_URL": "https://www.example.org/samverkan",
        "BEHIND_PROXY": "1",
        "DATA_DIR": str(tmp_path),
    }
    done = site.manage("shell", "--no-imports", "--command", ASK, **environment)
    assert done.returncode == 0, done.stderr
    whole, taken_off, plain, probe = json.loads(done.stdout)
    for answer in (whole, taken_off):
        assert answer["status"] == 302
        assert answer["headers"]["Location"] == "/samverkan/admin/login/?next=/samverkan/admin/"
        assert answer["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert plain["status"] == 301
    assert plain["headers"]["Location"] == "https://www.example.org/samverkan/admin/"
    assert probe["status"] == 200
