"""Brings a database's tables up to date, by alembic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from handlers.contract import StorageError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def migrate(connection: Connection, folder: Path) -> None:
    """Does what the folder's migrations say that were not done yet. Raises StorageError for a database of a newer program."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(f"{error}: cơ sở dữ liệu do một phiên bản mới hơn tạo ra; cập nhật chương trình") from None
