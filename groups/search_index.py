"""An index for words inside words, on both databases: what stands anywhere in a text is found without reading all.

It is a table of its own beside the indexed one, kept true by triggers: SQLite's FTS5 is one by nature, and PostgreSQL's
`pg_trgm` would else index every new version of a row, though only its place in the tree is another: half the time of
writing all numbers right. As a `models.Index` it is made, dropped and – when SQLite's schema editor makes the indexed
table anew, which drops the triggers – made again by Django itself.
"""

from __future__ import annotations

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Index, Model, TextField
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

# A trigger holds writers until the migration is over, so that none comes in between it and the filling.
POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS {index} ({key} bigint PRIMARY KEY, {column} text NOT NULL)",
    "CREATE OR REPLACE FUNCTION {index}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN"
    " IF TG_OP = 'INSERT' THEN INSERT INTO {index} SELECT {key}, {column} FROM made;"
    " ELSIF TG_OP = 'UPDATE' THEN"
    " UPDATE {index} SET {key} = new.{key}, {column} = new.{column} WHERE {key} = old.{key};"
    " ELSIF TG_OP = 'DELETE' THEN DELETE FROM {index} WHERE {key} IN (SELECT {key} FROM gone);"
    " ELSE TRUNCATE {index}; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER {index}_insert AFTER INSERT ON %(table)s REFERENCING NEW TABLE AS made"
    " FOR EACH STATEMENT EXECUTE FUNCTION {index}()",
    "CREATE TRIGGER {index}_update AFTER UPDATE OF {key}, {column} ON %(table)s FOR EACH ROW"
    " WHEN (old.{column} <> new.{column} OR old.{key} <> new.{key}) EXECUTE FUNCTION {index}()",
    "CREATE TRIGGER {index}_delete AFTER DELETE ON %(table)s REFERENCING OLD TABLE AS gone"
    " FOR EACH STATEMENT EXECUTE FUNCTION {index}()",
    "CREATE TRIGGER {index}_truncate AFTER TRUNCATE ON %(table)s FOR EACH STATEMENT EXECUTE FUNCTION {index}()",
    "INSERT INTO {index} SELECT {key}, {column} FROM %(table)s",
    "CREATE INDEX {index}_gin ON {index} USING gin ({column} gin_trgm_ops)",
)

MADE_BY = {"sqlite": SQLITE, "postgresql": POSTGRESQL}


class TrigramIndex(Index):
    """The index of one text column, for the lookup `holds`."""

    def __init__(self, field: str, *, name: str) -> None:
        super().__init__(fields=[field], name=name)

    def deconstruct(self) -> tuple[str, tuple, dict]:
        return f"{self.__class__.__module__}.{self.__class__.__qualname__}", tuple(self.fields), {"name": self.name}

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs):
        names = {
            "index": self.name,
            "column": model._meta.get_field(self.fields[0]).column,
            "key": model._meta.pk.column,
        }
        # As statements, they follow SQLite's table through its new name when it is made anew.
        table = Table(model._meta.db_table, schema_editor.quote_name)
        made_by = MADE_BY[schema_editor.connection.vendor]
        statements = [Statement(sql.format(**names), table=table) for sql in made_by]
        # Django runs what is returned at once for a new index and last for a new table: hence the first one twice.
        schema_editor.deferred_sql += statements
        return statements[0]

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor, **kwargs):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.name} CASCADE")  # and the triggers that call it
        else:
            for event in ("insert", "delete", "update"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.name}_{event}")
        return f"DROP TABLE IF EXISTS {self.name}"


def tables_beside() -> set[str]:
    """The names of the tables that are indexes, of all models. Django does not count them as its own."""
    indexes = (index for model in apps.get_models() for index in model._meta.indexes)
    return {index.name for index in indexes if isinstance(index, TrigramIndex)}


@TextField.register_lookup
class Holds(Contains):
    """`search_text__holds="lyck"`: the folded text has these folded signs, side by side.

    The same answer as `contains`, for text and signs that `groups.ordering` has folded: letters, digits, blanks.
    """

    lookup_name = "holds"

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        return connection.operators["contains"] % rhs

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple]:
        if not (index := self._index()):
            return self.as_sql(compiler, connection)
        found = f"SELECT rowid FROM {index.name} WHERE {index.name} MATCH %s"  # noqa: S608 - names of our own
        return f"{self._key(compiler)} IN ({found})", (f'"{self.rhs}"',)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple]:
        if not (index := self._index()):
            return self.as_sql(compiler, connection)
        text, params = self.process_rhs(compiler, connection)
        key, column = self.lhs.target.model._meta.pk.column, self.lhs.target.column
        held = f"{column} {self.get_rhs_op(connection, text)}"
        return f"{self._key(compiler)} IN (SELECT {key} FROM {index.name} WHERE {held})", tuple(params)  # noqa: S608

    def _index(self) -> TrigramIndex | None:
        """The index that can answer; None where the text must be read."""
        if not isinstance(self.lhs, Col) or len(self.rhs) < SHORTEST:
            return None
        field = self.lhs.target
        indexes = (each for each in field.model._meta.indexes if isinstance(each, TrigramIndex))
        return next((index for index in indexes if index.fields == [field.name]), None)

    def _key(self, compiler: SQLCompiler) -> str:
        return compiler.compile(Col(self.lhs.alias, self.lhs.target.model._meta.pk))[0]
