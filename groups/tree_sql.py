"""What is asked and written of all numbers in the tree at once, each in one statement. For `groups.tree` alone."""

from __future__ import annotations

from django.db import connection

from groups.models import Group
from groups.tree_numbers import Numbers

TABLE = Group._meta.db_table

WHOLE = f"""
    WITH entered AS (
        SELECT parent_id, tree_id, lft, rght, depth, row_number() OVER (PARTITION BY tree_id ORDER BY lft) AS nth
        FROM {TABLE}
    )
    SELECT
        COALESCE(SUM(CASE
            WHEN own.lft = 2 * nth - 1 - own.depth AND own.lft < own.rght AND CASE
                WHEN own.parent_id IS NULL THEN own.depth = 0 AND own.lft = 1
                ELSE own.tree_id = above.tree_id AND own.depth = above.depth + 1
                    AND above.lft < own.lft AND own.rght < above.rght
            END THEN 0 ELSE 1
        END), 0),
        COALESCE(SUM(own.rght - own.lft - 1 - 2 * own.depth), 0)
    FROM entered AS own LEFT JOIN {TABLE} AS above ON above.id = own.parent_id
"""  # noqa: S608 - a name of our own
"""How many groups are out of place, and by how much all intervals together are too wide. (0, 0): the tree is whole.

Why that is enough: the nth group entered at depth d has passed n - 1 entrances and n - 1 - d exits, so its left number
is 2n - 1 - d. With that and each group inside its parent, no interval can be narrower than what lies below it needs;
over all groups the widths, less one, sum to twice the depths exactly when none is wider either. A circle has no
depths that fit, and two roots of one tree cannot both begin at 1.
"""

WRITE_ROW = f"UPDATE {TABLE} SET tree_id = %s, lft = %s, rght = %s, depth = %s WHERE id = %s"  # noqa: S608
WRITE_ARRAYS = f"""
    UPDATE {TABLE} SET tree_id = new.tree_id, lft = new.lft, rght = new.rght, depth = new.depth
    FROM unnest(%s::int[], %s::int[], %s::int[], %s::int[], %s::bigint[]) AS new(tree_id, lft, rght, depth, id)
    WHERE {TABLE}.id = new.id
"""  # noqa: S608


def is_whole() -> bool:
    """Whether every number agrees with the parents, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(WHOLE)
        return cursor.fetchone() == (0, 0)


def write(numbers: dict[int, Numbers]) -> None:
    """Write tree id, left, right and depth of groups, by key. Call under the lock.

    `bulk_update` builds a condition for each row and takes a hundred times as long (Django 5.2.19).
    """
    rows = [(*fields, pk) for pk, fields in numbers.items()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One statement: many small ones, in a pipeline, take twice as long. Each array as one text, which takes
            # psycopg 3.3 a sixth of the time.
            columns = list(zip(*rows, strict=True)) or [()] * 5
            cursor.execute(WRITE_ARRAYS, [f"{{{','.join(map(str, column))}}}" for column in columns])
        else:
            cursor.executemany(WRITE_ROW, rows)
