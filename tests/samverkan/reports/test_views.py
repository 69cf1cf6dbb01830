"""The pages and files of closed compilations: their addresses, who reads what, and what a wrong address answers."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import frozen
from groups.models import Compilation, Person, Review
from tests.samverkan.reports import snapshot_world
from tests.samverkan.reports.conftest import READS_PUBLIC, READS_WHOLE

ONE = "/sammanstallningar/nordvast-2023/1/"
TEXTS = {
    "page": ONE,
    "comparison": f"{ONE}jamfor/?med=nordvast-2021/1",
    "groups": f"{ONE}grupper.csv",
    "changes": f"{ONE}andringar.csv",
    "compared": f"{ONE}jamfor.csv?med=nordvast-2021/1",
}
FILES = {"zip": f"{ONE}filer.zip", "xlsx": f"{ONE}sammanstallning.xlsx"}
SECRETS = (snapshot_world.SECRET, snapshot_world.HIDDEN)


def words(answer) -> str:
    """Return the text of an answer, of all that is in it if it is a zip (a workbook is one)."""
    if answer.body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(answer.body))
        return "".join(archive.read(name).decode() for name in archive.namelist())
    return answer.body.decode()


@pytest.mark.parametrize("reader", READS_WHOLE + READS_PUBLIC)
def test_each_role_reads_what_it_may(world, readers, visit, reader):
    for name, address in (TEXTS | FILES).items():
        answer = visit(address, readers[reader])
        assert answer.status_code == 200
        whole = reader in READS_WHOLE
        # The page and the table of groups hold both; the changes tell of both too.
        for secret in SECRETS if name not in ("groups",) else SECRETS[:1]:
            assert (secret in words(answer)) == whole, (name, secret)
        assert answer["Cache-Control"] == ("private, no-store" if whole else "private, no-cache")
        assert "Cookie" in answer["Vary"]


def test_a_consent_taken_back_since_hides_the_name_from_the_public_alone(world, readers, visit):
    # Today's registry names nobody here: what is compared with it tells of who has left.
    texts = {**TEXTS, **FILES, "seats": f"{ONE}platser.csv", "today": f"{ONE}jamfor/?med=idag"}
    named = {name for name, address in texts.items() if snapshot_world.PUBLIC in words(visit(address))}
    assert named >= {"page", "seats", "zip", "xlsx"}
    Person.objects.filter(name=snapshot_world.PUBLIC).update(name_public=False)
    for name, address in texts.items():
        assert snapshot_world.PUBLIC not in words(visit(address)), name
    assert snapshot_world.PUBLIC in words(visit(ONE, readers["process leader"]))


def test_a_commissioner_that_is_not_public_is_not_named_to_everyone(world, readers, visit):
    hidden = snapshot_world.later()
    hidden["groups"]["au"]["public"] = hidden["named"]["au"]["public"] = False
    snapshot_world.freeze(world.new.review, hidden, version=2, reason="Dold")
    two = "/sammanstallningar/nordvast-2023/2/"
    page = visit(two).body.decode()
    assert "AU NV" not in page
    assert "oförändrade och intygade av sammankallande" in page, "it is still told what was answered"
    assert "AU NV" in visit(two, readers["process leader"]).body.decode()


def test_what_has_been_changed_behind_the_triggers_is_told(world, visit):
    told = "Innehållet stämmer inte med summan"
    assert told not in words(visit(ONE))
    with frozen.lifted():
        Compilation.objects.filter(pk=world.new.pk).update(content=world.new.content.replace("2023", "2024", 1))
    assert told in words(visit(ONE))


def test_a_compilation_is_found_in_the_list_and_has_its_permanent_address(world, visit):
    page = visit("/sammanstallningar/").body.decode()
    assert page.index(world.new.get_absolute_url()) < page.index(world.old.get_absolute_url())
    assert world.new.get_absolute_url() == ONE
    page = visit(ONE).body.decode()
    for told in (
        world.new.sha256,
        "Delregionala samverkansgrupper",
        'datetime="2023-03-02"',
        "Grupper 2021, 1 maj 2021",
    ):
        assert told in page


def test_the_list_says_why_it_is_empty(db, visit):
    assert "Ingen sammanställning är fastställd än" in visit("/sammanstallningar/").body.decode()


def test_an_open_review_is_not_in_the_list(world, visit):
    Review.objects.create(
        slug="nordvast-2025", title="Öppen granskning", region=world.region, commissioner=world.commissioner,
        authors="x", reference_date="2025-03-01", answers_by="2025-02-01", opened_at=snapshot_world.MADE_AT,
    )  # fmt: skip
    assert "Öppen granskning" not in visit("/sammanstallningar/").body.decode()


def test_an_older_version_leads_to_the_newer_and_stays_as_it_was(world, visit):
    corrected = snapshot_world.later() | {"introduction": "Rättad inledning."}
    snapshot_world.freeze(world.new.review, corrected, version=2, reason="Inledningen")
    first, second = (visit(f"/sammanstallningar/nordvast-2023/{version}/").body.decode() for version in (1, 2))
    assert "nyare version" in first
    assert 'href="/sammanstallningar/nordvast-2023/2/"' in first
    assert "Rättad inledning." not in first
    assert "nyare version" not in second
    assert "Rättad inledning." in second
    assert "Inledningen" in second
    listed = visit("/sammanstallningar/").body.decode()
    assert listed.count("nordvast-2023/1/") == 1 == listed.count("nordvast-2023/2/")


@pytest.mark.parametrize(
    "address",
    [
        "/sammanstallningar/finns-inte/1/", "/sammanstallningar/nordvast-2023/3/",
        "/sammanstallningar/nordvast-2023/0/",
        f"/sammanstallningar/nordvast-2023/{'9' * 40}/", "/sammanstallningar/nordvast-2023/-1/",
        f"{ONE}finns-inte.csv", f"{ONE}sammanstallning.odt", "/sammanstallningar/nordvast-2023/1/jamfor/x/",
        "/sammanstallningar/finns-inte/1/jamfor/?med=idag", "/sammanstallningar/finns-inte/1/sammanstallning.pdf",
        "/sammanstallningar/finns-inte/1/filer.zip",
    ],
)  # fmt: skip
def test_what_there_is_not_answers_404(world, visit, address):
    assert visit(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("nordvast-2021/1", "vad som har ändrats från"), ("idag", "vad som har ändrats från"),
        ("", "Välj vad sammanställningen ska jämföras med."), ("finns-inte/1", "finns inte"), ("x", "finns inte"),
        ("nordvast-2021/", "finns inte"), (f"nordvast-2021/{'9' * 30}", "finns inte"), ("/", "finns inte"),
        ("nordvast-2021/-1", "finns inte"), ("nordvast-2021/²", "finns inte"), ("%00/1", "finns inte"),
    ],
)  # fmt: skip
def test_a_comparison_tells_what_differs_or_why_it_cannot(world, visit, asked, told):
    answer = visit(f"{ONE}jamfor/?med={asked}")
    assert answer.status_code == 200
    assert told in answer.body.decode()


def test_the_order_of_the_two_does_not_matter(world, visit):
    one = visit(f"{ONE}jamfor/?med=nordvast-2021/1").body.decode()
    other = visit("/sammanstallningar/nordvast-2021/1/jamfor/?med=nordvast-2023/1").body.decode()
    for page in (one, other):
        assert "hette Lilla mötet" in page


def test_another_delregion_is_not_compared(world, visit):
    other = snapshot_world.RegionFactory(name="Sydost", slug="sydost")
    review = Review.objects.create(
        slug="sydost-2023", title="Sydost", region=other, commissioner=world.commissioner, authors="x",
        reference_date="2023-03-01", answers_by="2023-02-01", opened_at=snapshot_world.MADE_AT,
    )  # fmt: skip
    snapshot_world.freeze(review, snapshot_world.snapshot({}))
    page = visit(f"{ONE}jamfor/?med=sydost-2023/1").body.decode()
    assert "Den gäller en annan delregion." in page
    assert 'value="sydost-2023/1"' not in page


def test_a_table_that_cannot_be_compared_leads_to_the_page_that_says_why(world, visit):
    answer = visit(f"{ONE}jamfor.csv?med={'å' * 400}")
    assert answer.status_code == 302
    assert "finns inte" in visit(answer["Location"]).body.decode()


def test_plain_csv_is_given_to_who_asks_for_it(world, visit):
    assert visit(f"{ONE}lankar.csv").body.decode("utf-8-sig").startswith("Grupp;")
    assert visit(f"{ONE}lankar.csv?skilje=komma").body.decode().startswith("Grupp,")


@pytest.mark.parametrize("size", [1, 40])
@pytest.mark.parametrize(
    ("address", "expected"),
    [
        # the list
        ("/sammanstallningar/", 1),
        # the compilation · the one it was revised from · who of each consents still · its versions · what it can be
        # compared with
        ("{one}", 6),
        # the compilation · the one it is compared with · who of each consents still · what it can be compared with
        ("{one}jamfor/?med=nordvast-2021/1", 5),
        # the compilation · the one it was revised from · who of each consents still
        ("{one}grupper.csv", 4),
        ("{one}sammanstallning.xlsx", 4),
    ],
)
def test_the_same_queries_whatever_the_compilation_holds(world, visit, size, address, expected):
    groups = {f"g-{n}": snapshot_world.group(f"Grupp {n}", seats=[snapshot_world.seat(f"s-{n}")]) for n in range(size)}
    snapshot_world.freeze(world.new.review, snapshot_world.snapshot(groups), version=2, reason="Fler")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        visit(address.format(one="/sammanstallningar/nordvast-2023/2/"))
    told = [each["sql"] for each in asked if "groups_" in each["sql"]]
    assert len(told) == expected, told
