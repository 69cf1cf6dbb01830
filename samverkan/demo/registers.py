"""The registers that groups refer to: regions, organisations, types, topics, agreements, invented persons."""

from __future__ import annotations

from groups.models import (
    Agreement,
    GroupType,
    Inhabitants,
    Organisation,
    Person,
    Principal,
    Region,
    RegionMunicipality,
    Topic,
)
from groups.ordering import fold
from samverkan.demo.book import Book
from samverkan.demo.source import Entry, keyed, read

PHONES = [f"070-174 06 {number:02}" for number in range(5, 98)]
"""Numbers set aside for fiction, as many as invented persons may have; 98 and 99 are left for functions."""


def load(book: Book) -> None:
    skane = read("skane.toml")
    _regions(book, skane)
    _organisations(book, Entry(skane.place, skane.take("organisations")))
    skane.finish()
    _types(book, read("group_types.toml"))
    for name in agreement_files(book):
        for entry in (file := read(name)).entries("agreement"):
            row = Agreement(**entry.rest())
            book.enter("avtalet", row.slug, book.keep(row, file))
    if book.whole:
        _organisations(book, read("organisations.toml"))
        _persons(book, read("persons.toml"))


def agreement_files(book: Book) -> tuple[str, ...]:
    """The files of agreements and their links: those that hold everywhere, and with the inventory that of Sydost."""
    return ("agreements.toml", "agreements_sydost.toml") if book.whole else ("agreements.toml",)


def places(book: Book) -> dict[str, list[tuple[str, str]]]:
    """What groups may be repeated for: the delregions, and the municipalities of each on the day of loading."""
    delregions = [row for row in book.rows["regionen"].values() if not row.is_county]
    found = {"delregion": [(region.slug, region.name) for region in delregions]}
    for region in delregions:
        municipalities = region.municipalities_on(book.today)
        found[f"municipality in {region.slug}"] = [(each.slug, each.name) for each in municipalities]
    return found


def _regions(book: Book, file: Entry) -> None:
    county = book.keep(Region(**file.take("county")), file)
    book.enter("regionen", county.slug, county)
    counted = Entry(f"{file.place}, inhabitants", file.take("inhabitants"))
    year, assumed = counted.take("year"), counted.take("assumed")
    for entry in file.entries("region"):
        municipalities = entry.entries("municipalities")
        region = book.keep(Region(parent=county, **entry.rest()), entry)
        book.enter("regionen", region.slug, region)
        for each in municipalities:
            row = Organisation(
                slug=each.take("slug"),
                name=each.take("name"),
                municipality_code=each.take("code"),
                aliases=each.texts("aliases"),
                kind=Organisation.Kind.MUNICIPALITY,
                principal=Principal.MUNICIPALITY,
            )
            book.enter("organisationen", row.slug, book.keep(row, each))
            if (number := each.take("inhabitants", None)) and book.whole:
                book.keep(Inhabitants(municipality=row, year=year, assumed=assumed, number=number), each)
            book.keep(
                RegionMunicipality(
                    region=region,
                    municipality=row,
                    start_date=each.take("start", None),
                    assumed=each.take("assumed", False),
                    note=each.take("note", ""),
                ),
                each,
            )
            each.finish()


def _organisations(book: Book, file: Entry) -> None:
    for slug, entry in keyed(file):
        row = Organisation(
            slug=slug,
            aliases=entry.texts("aliases"),
            parent=book.find("organisationen", entry.take("parent", None), entry),
            region=book.find("regionen", entry.take("region", None), entry),
            **plain_fields(Organisation, entry),
        )
        book.enter("organisationen", slug, book.keep(row, entry))


def _types(book: Book, file: Entry) -> None:
    under = {}
    for order, entry in enumerate(file.entries("type"), start=1):
        keys = entry.take("under")
        row = GroupType(order=order, **plain_fields(GroupType, entry))
        book.enter("grupptypen", row.slug, book.keep(row, entry))
        under[row] = (keys, entry)
    for row, (keys, entry) in under.items():
        row.allowed_parents.set(book.find_all("grupptypen", keys, entry))
    for slug, name in file.take("topics").items():
        book.enter("ämnet", slug, book.keep(Topic(slug=slug, name=name), file))


def _persons(book: Book, file: Entry) -> None:
    phones = iter(PHONES)
    for key, entry in keyed(file):
        name, public = entry.take("name"), entry.take("public", "")
        with_phone = entry.take("phone", True)
        row = Person(
            name=name,
            title=entry.take("title"),
            organisation=book.find("organisationen", entry.take("organisation", None), entry),
            email=f"{fold(name).replace(' ', '.')}@example.org",
            phone=next(phones) if with_phone else "",
            name_public=public in ("name", "contact"),
            contact_public=public == "contact",
            invented=True,
        )
        entry.finish()
        book.enter("personen", key, book.keep(row, entry))


def plain_fields(model: type, entry: Entry) -> dict:
    """All that is left of the entry, each a plain field of the model; fails at the first that is not."""
    values = entry.rest()
    names = {field.name for field in model._meta.concrete_fields if field.editable and not field.is_relation}
    if unknown := [name for name in values if name not in names]:
        entry.fail(f"okänt fält: {', '.join(unknown)}")
    return values
