"""Bytes to sheets of raw cells: what people have in CSV and Excel files, and nothing that such a file could do to us.

The room knows nothing of the registry. `read` takes a file, `dates` and `damage` help whoever judges its cells.
"""

from samverkan.exchange.reading.files import read
from samverkan.exchange.reading.sheets import Cell, FileRow, FileSheet, Unreadable

__all__ = ["Cell", "FileRow", "FileSheet", "Unreadable", "read"]
