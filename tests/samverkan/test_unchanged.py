"""What a reader already has is not sent again, and is never kept a moment too long."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from samverkan import unchanged
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make.GroupFactory(name="Samrådet")


@pytest.fixture
def page(group) -> str:
    return group.get_absolute_url()


def etag(client, page: str, **headers: str) -> str:
    return client.get(page, headers=headers)["ETag"]


def again(client, page: str, tag: str, **more):
    return client.get(page, headers={"If-None-Match": tag}, **more)


def test_an_unchanged_page_is_told_to_be_so_without_being_made(client, page, django_assert_num_queries):
    first = client.get(page)
    assert first["Cache-Control"] == "no-cache"
    with django_assert_num_queries(1):
        answer = again(client, page, first["ETag"])
    assert (answer.status_code, answer.content) == (304, b"")
    assert {name: answer[name] for name in ("ETag", "Cache-Control", "Vary")} == {
        name: first[name] for name in ("ETag", "Cache-Control", "Vary")
    }
    assert answer["X-Frame-Options"] == "DENY"
    assert "Content-Security-Policy" in answer


def test_an_edit_shows_at_the_very_next_request(client, group, page):
    tag = etag(client, page)
    group.purpose = "Lyfter brister."
    group.save()
    answer = again(client, page, tag)
    assert answer.status_code == 200
    assert "Lyfter brister." in answer.content.decode()
    assert again(client, page, answer["ETag"]).status_code == 304


def test_a_list_of_tags_a_strong_one_and_a_star_mean_what_they_should(client, page):
    tag = etag(client, page)
    for said in (f'"x", {tag}', tag.removeprefix("W/"), "*"):
        assert again(client, page, said).status_code == 304, said
    assert again(client, page, '"x", W/"y"').status_code == 200
    assert client.get(page, headers={"If-Match": tag}).status_code == 412  # weak tags never match there (RFC 9110)


def test_head_is_answered_as_get_is(client, page):
    tag = client.head(page)["ETag"]
    assert tag == etag(client, page)
    assert client.head(page, headers={"If-None-Match": tag}).status_code == 304


def test_what_is_not_there_has_no_tag_and_is_never_unchanged(client, page):
    for said in ("*", etag(client, page)):
        answer = again(client, "/grupper/finns-inte/", said)
        assert answer.status_code == 404
        assert not answer.has_header("ETag")


def test_the_tag_is_of_the_address_with_its_question_and_the_site_that_was_asked(client, page):
    tags = [
        etag(client, page),
        etag(client, f"{page}?datum=2026-01-01"),
        etag(client, f"{page}?"),
        etag(client, page, host="127.0.0.1"),
        client.get(page, secure=True)["ETag"],
    ]
    assert tags[0] == tags[2]
    assert len(set(tags)) == 4


def test_the_page_of_another_day_is_another(client, page, monkeypatch):
    tag = etag(client, page)
    tomorrow = unchanged.timezone.localdate() + dt.timedelta(days=1)
    monkeypatch.setattr(unchanged.timezone, "localdate", lambda: tomorrow)
    assert again(client, page, tag).status_code == 200


def test_another_version_of_the_program_writes_other_pages(client, page, monkeypatch, settings):
    tag = etag(client, page)
    version = unchanged.code_version()
    monkeypatch.setattr(unchanged, "code_version", lambda: "another")
    assert again(client, page, tag).status_code == 200
    settings.SITE_NOTICE = "Stängt på fredag."
    assert unchanged.code_version.__name__ == "<lambda>"
    monkeypatch.undo()
    assert unchanged.code_version.__wrapped__() != version


def test_the_version_is_of_code_templates_words_and_static_files():
    files = {str(file.relative_to(unchanged.settings.BASE_DIR)) for file in unchanged._files()}
    assert files >= {
        "groups/views/group.py", "meetings/rhythm.py", "samverkan/settings.py", "templates/base.html",
        "samverkan/static/css/base.css", "requirements.txt",
    }  # fmt: skip
    assert not any(".pyc" in file for file in files)


def test_who_has_an_account_gets_a_page_of_their_own_each_time(page):
    client = Client()
    tag = etag(client, page)
    client.force_login(make.AdministratorFactory())
    answer = again(client, page, tag)
    assert answer.status_code == 200
    assert not answer.has_header("ETag")
    assert {*answer["Cache-Control"].split(", ")} == {"private", "no-cache"}
    assert "Cookie" in answer["Vary"]
    client.logout()
    assert again(client, page, tag).status_code == 304


def test_pages_that_are_not_compared_are_left_alone(client, page):
    for address in ("/halsa/", "/ord/", f"{page}stammer-inte/"):
        assert not client.get(address).has_header("ETag"), address


def test_nothing_is_compared_while_somebody_writes_templates(settings):
    settings.DEBUG = True
    with pytest.raises(unchanged.MiddlewareNotUsed):
        unchanged.UnchangedMiddleware(lambda request: None)
