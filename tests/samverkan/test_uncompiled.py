"""What each connection to the database is told when it is made."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


def test_postgresql_compiles_nothing_on_any_connection():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's own")
    for _time in range(2):
        with connection.cursor() as cursor:
            cursor.execute("SHOW jit")
            assert cursor.fetchone() == ("off",)
        connection.close()
