"""An index for words inside words, on both databases: what stands anywhere in a text is found without reading all.

PostgreSQL has it in an extension, `pg_trgm`. SQLite has it in FTS5, as a table of its own beside the indexed one, kept
true by triggers. As a `models.Index` it is made, dropped and – when SQLite's schema editor makes the table anew, which
drops the triggers – made again by Django itself.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Field, Index, Model, TextField
from django.db.models.expressions import Col
from django.db.models.lookups import Contains
from django.db.models.sql.compiler import SQLCompiler

SHORTEST = 3
"""Signs in a trigram: less cannot be looked up in the index."""

SQLITE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {index}"
    " USING fts5({column}, content=%(table)s, content_rowid={key}, tokenize='trigram case_sensitive 1')",
    "CREATE TRIGGER {index}_insert AFTER INSERT ON %(table)s BEGIN"
    " INSERT INTO {index}(rowid, {column}) VALUES (new.{key}, new.{column}); END",
    "CREATE TRIGGER {index}_delete AFTER DELETE ON %(table)s BEGIN"
    " INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.{key}, old.{column}); END",
    "CREATE TRIGGER {index}_update AFTER UPDATE OF {key}, {column} ON %(table)s"
    " WHEN old.{column} IS NOT new.{column} OR old.{key} <> new.{key} BEGIN"
    " INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.{key}, old.{column});"
    " INSERT INTO {index}(rowid, {column}) VALUES (new.{key}, new.{column}); END",
    "INSERT INTO {index}({index}) VALUES ('rebuild')",
)


class TrigramIndex(Index):
    """The index of one text column, for the lookup `holds`."""

    def __init__(self, field: str, *, name: str) -> None:
        super().__init__(fields=[field], name=name, opclasses=["gin_trgm_ops"])

    def deconstruct(self) -> tuple[str, tuple, dict]:
        return f"{self.__class__.__module__}.{self.__class__.__qualname__}", tuple(self.fields), {"name": self.name}

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs):
        if schema_editor.connection.vendor != "sqlite":
            return super().create_sql(model, schema_editor, using=" USING gin", **kwargs)
        names = {
            "index": self.name,
            "column": model._meta.get_field(self.fields[0]).column,
            "key": model._meta.pk.column,
        }
        # As statements, they follow the table through its new name when it is made anew.
        table = Table(model._meta.db_table, schema_editor.quote_name)
        statements = [Statement(sql.format(**names), table=table) for sql in SQLITE]
        # Django runs what is returned at once for a new index and last for a new table: hence the first one twice.
        schema_editor.deferred_sql += statements
        return statements[0]

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, **kwargs):
        if schema_editor.connection.vendor != "sqlite":
            return super().remove_sql(model, schema_editor, **kwargs)
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}_{event}")
        return f"DROP TABLE IF EXISTS {self.name}"


@TextField.register_lookup
class Holds(Contains):
    """`search_text__holds="lyck"`: the folded text has these folded signs, side by side.

    The same answer as `contains`, for text and signs that `groups.ordering` has folded: letters, digits, blanks. On
    PostgreSQL the planner finds the index; on SQLite the index is a table to be asked.
    """

    lookup_name = "holds"

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        return connection.operators["contains"] % rhs

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple]:
        index = _index_of(self.lhs.target) if isinstance(self.lhs, Col) else None
        if index is None or len(self.rhs) < SHORTEST:
            return self.as_sql(compiler, connection)
        key, _nothing = compiler.compile(Col(self.lhs.alias, self.lhs.target.model._meta.pk))
        sql = f"{key} IN (SELECT rowid FROM {index.name} WHERE {index.name} MATCH %s)"  # noqa: S608 - names of our own
        return sql, (f'"{self.rhs}"',)


def _index_of(field: Field) -> TrigramIndex | None:
    indexes = (index for index in field.model._meta.indexes if isinstance(index, TrigramIndex))
    return next((index for index in indexes if index.fields == [field.name]), None)
