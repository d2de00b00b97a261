"""A cache that several machines share: what the local one lacks is looked for elsewhere.

An address is what fsspec takes: a folder, `file:///…`, `s3://…`, `sftp://…`; its own package may be
wanted. Entries there check themselves as those here do. None is ever removed there, but one that
must be made anew is emptied.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from wenxuan.binding.cache import LIMIT, Store, opened, sealed
from wenxuan.isolation import Stopped


class SharedStore(Store):
    """Entries below a folder of this machine and below an address that others use, too.

    Raises Stopped when the address is nothing that can be read and written.
    """

    def __init__(self, folder: Path, address: str, limit: int = LIMIT) -> None:
        super().__init__(folder, limit)
        self.address = address
        with self._reached():
            self.files, self.root = import_module("fsspec.core").url_to_fs(address)
            self.files.makedirs(self.root, exist_ok=True)

    def get(self, key: str) -> bytes | None:
        """An entry, from elsewhere when it is not here; None when neither has a whole one."""
        data = super().get(key)
        if data is not None:
            return data
        with self._reached():
            try:
                data = opened(key, self.files.cat_file(self._place(key)))
            except FileNotFoundError:
                return None
        if data is not None:
            super().put(key, data)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry here and there; raises OSError."""
        super().put(key, data)
        with self._reached():
            place = self._place(key)
            self.files.makedirs(place.rpartition("/")[0], exist_ok=True)
            self.files.pipe_file(place, sealed(key, data))

    def drop(self, key: str) -> None:
        """Let an entry be made anew, here and there."""
        super().drop(key)
        with self._reached():
            if self.files.exists(self._place(key)):
                self.files.pipe_file(self._place(key), b"")

    def _place(self, key: str) -> str:
        return f"{self.root}/{key[:2]}/{key[2:]}"

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Whatever an address answers with becomes one finding: each kind has faults of its own."""
        try:
            yield
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            raise Stopped("OUT005", name=self.address, why=why) from error
