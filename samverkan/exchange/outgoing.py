"""The workbook out: every sheet of the registry as XLSX, or as a zip file with a CSV file for each."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.text import slugify

from groups.ordering import fold
from samverkan import tabular
from samverkan.exchange import explaining, made, stated
from samverkan.exchange.sheets import SHEETS, Sheet


def header(sheet: Sheet) -> list[str]:
    """The headings of the sheet's columns."""
    return [str(column.title) for column in sheet.columns]


def rows(sheet: Sheet, *, typed: bool = False) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of each row; `typed` gives dates and numbers as themselves."""
    return (cells for _pk, cells in stated.rows(sheet, typed=typed))


def file_stem(sheet: Sheet) -> str:
    """What a sheet's CSV file is called, which is how it is known again."""
    return slugify(fold(str(sheet.title)))


def write_xlsx(file: BinaryIO, sheets: Iterable[Sheet] = SHEETS, *, title: str = "") -> None:
    """Write the workbook: a sheet for each kind of row, those without rows too, and last one that explains them."""
    sheets = list(sheets)
    filled = ((str(each.title), header(each), rows(each, typed=True)) for each in sheets)
    lists = {str(each.title): explaining.lists(each, sheets) for each in sheets}
    tabular.write_xlsx(file, chain(filled, [explaining.sheet(sheets)]), title, lists)


def write_zip(file: BinaryIO, sheets: Iterable[Sheet] = SHEETS) -> None:
    """Write a zip file with a CSV file, as a Swedish Excel reads it, for each kind of row.

    Its comment says when, as a workbook's properties do: see `made`.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = made.comment(timezone.now())
        for each in sheets:
            with archive.open(f"{file_stem(each)}.csv", "w") as part:
                for line in tabular.csv_lines(header(each), rows(each)):
                    part.write(line.encode())
