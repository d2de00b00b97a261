"""What the last build of a publication was made of, so that the next one does only what changed.

Imports nothing heavy: when nothing changed, this module is all that runs.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
import sysconfig
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from wenxuan.binding.cache import Store
from wenxuan.gate import lies_inside, read_whole
from wenxuan.resources import resource_folder

State = dict[str, Any]
LARGEST = 64 << 20
"""Bytes above which no file is part of a publication: pictures may have so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Digests of everything that an edition is made of."""

    common: str
    """Press, layouts, fonts, versions, environment."""
    files: dict[str, str]
    """File of the publication to the digest of its bytes."""

    @property
    def digest(self) -> str:
        """Of all of it."""
        return Store.key(self.common, json.dumps(self.files, sort_keys=True))


_LAST: dict[Path, Inputs] = {}


def lately(folder: Path) -> Inputs:
    """What `inputs` found when it was last asked in this process; raises OSError."""
    return _LAST.pop(folder.resolve(), None) or inputs(folder)


def remember(folder: Path, now: Inputs) -> None:
    """Keep inputs for the next step of the same build."""
    _LAST[folder.resolve()] = now


def inputs(folder: Path) -> Inputs:
    """Read and hash everything; raises OSError."""
    return Inputs(common=_common(folder), files=_digests(folder, hidden=False))


def _digests(folder: Path, *, hidden: bool) -> dict[str, str]:
    """Files below a folder, by their relative names, to digests."""
    found = {}
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f != "__pycache__" and (hidden or f[0] != "."))
        inside = Path(root).relative_to(folder).as_posix()
        for name in sorted(names):
            digest = _digest(f"{root}/{name}", folder) if hidden or name[0] != "." else ""
            if digest:
                found[name if inside == "." else f"{inside}/{name}"] = digest
    return found


def _digest(path: str, folder: Path) -> str:
    """Of a file's bytes; of what is refused wherever it is used, only why; empty for no file."""
    about = os.lstat(path)
    if stat.S_ISLNK(about.st_mode):
        if not Path(path).is_file():
            return ""
        if not lies_inside(Path(path), folder):
            return "outside"
        about = Path(path).stat()
    if not stat.S_ISREG(about.st_mode):
        return ""
    large = about.st_size > LARGEST
    return f"{about.st_size}" if large else hashlib.sha256(read_whole(path, LARGEST)).hexdigest()


def _common(folder: Path) -> str:
    """Of what all publications of a place share; its layouts may change while the press runs."""
    layouts = resource_folder("layouts"), folder.resolve().parent.parent / "layouts"
    return Store.key(press(), *(_summed(place) for place in layouts))


@lru_cache(maxsize=1)
def press() -> str:
    """Of what does not change while the press runs, so that it is read once."""
    parts = [sys.version, os.environ.get("SOURCE_DATE_EPOCH", ""), *_installed()]
    places = Path(__file__).parents[1], resource_folder("fonts")
    return Store.key(*parts, *map(_summed, places))


def _summed(place: Path) -> str:
    return json.dumps(_digests(place, hidden=True) if place.is_dir() else {}, sort_keys=True)


def _installed() -> list[str]:
    """Names with versions of all installed packages, and what the system's Pango is."""
    places = [Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib")]
    names = sorted({p.name for place in places for p in place.glob("*.dist-info")})
    for place in ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/lib"):
        for pattern in ("libpango*", "*/libpango*", "libharfbuzz*", "*/libharfbuzz*"):
            names += sorted(f"{p.name} {p.stat().st_size}" for p in Path(place).glob(pattern))
    return names


def _name(folder: Path, editions: tuple[str, ...], *, whole: bool) -> str:
    return Store.key("ledger", str(folder.resolve()), repr(editions), repr(whole))


def recall(store: Store, folder: Path, editions: tuple[str, ...], *, whole: bool) -> State | None:
    """What was written down about the last build of these editions, if any."""
    data = store.get(_name(folder, editions, whole=whole))
    return None if data is None else dict(json.loads(data))


def write_down(
    store: Store, folder: Path, editions: tuple[str, ...], state: State, *, whole: bool
) -> None:
    """Remember a build that went well; raises OSError."""
    data = json.dumps(state, ensure_ascii=False).encode("utf-8", "surrogatepass")
    store.put(_name(folder, editions, whole=whole), data)


def stands(state: State, out: Path) -> bool:
    """True when every artifact is still there, byte for byte."""
    try:
        return all(
            hashlib.sha256((out / state["slug"] / name).read_bytes()).hexdigest() == digest
            for _, name, digest, _ in state["artifacts"]
        )
    except OSError:
        return False
