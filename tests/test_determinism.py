"""The same sources give the same bytes, whatever the machine's mood."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from press_tools import BOOKS, ROOT, TAGS

pytestmark = pytest.mark.slow

ENVIRONMENTS = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "umask": "022"},
    {"TZ": "Asia/Kolkata", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "1", "umask": "077"},
    {
        "TZ": "America/New_York",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "4242",
        "umask": "000",
        "COLUMNS": "40",
    },
)
EDITIONS = ("screen", "print", *(("epub",) if find_spec("wenxuan.epub.edition") else ()))
SUFFIX = {"screen": ".pdf", "print": "-print.pdf", "epub": ".epub"}


def built_in(
    environment: dict[str, str],
    slug: str,
    home: Path,
    out: Path,
    editions: tuple[str, ...] = EDITIONS,
) -> dict[str, str]:
    """Hashes of all artifacts and of the report, built by a new process in a folder of its own."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in (*TAGS, "TZ", "PYTHONHASHSEED")
    }
    words = [sys.executable, "-m", "wenxuan", "build", f"content/{slug}", "--out", str(out)]
    words += [word for edition in editions for word in ("--edition", edition)]
    umask = int(environment["umask"], 8)
    run = subprocess.run(
        words,
        cwd=home,
        env=kept | {k: v for k, v in environment.items() if k != "umask"},
        umask=umask,
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    names = [slug + SUFFIX[edition] for edition in editions] + ["report.json", "report.html"]
    return {name: hashlib.sha256((out / slug / name).read_bytes()).hexdigest() for name in names}


@pytest.mark.parametrize("slug", BOOKS)
def test_one_hash_in_every_environment(slug, tmp_path):
    """Time zone, locale, hash seed, umask and folders change no byte of any edition."""
    found = []
    for i, environment in enumerate(ENVIRONMENTS):
        home = tmp_path / f"home {i}" / ("深" * i + "x")
        shutil.copytree(ROOT / "content" / slug, home / "content" / slug)
        # The second and the third build write to a folder outside of the working folder.
        out = home / "build" if i == 0 else tmp_path / f"out{i}"
        found.append(built_in(dict(environment), slug, home, out))
    differing = {name for name in found[0] if len({hashes[name] for hashes in found}) > 1}
    assert differing == set()


def test_a_warm_cache_changes_nothing(tmp_path):
    """Builds beside a warm fontconfig cache and without one give the same bytes."""
    slug, home = BOOKS[0], tmp_path / "home"
    shutil.copytree(ROOT / "content" / slug, home / "content" / slug)
    out = home / "build"
    cold = built_in(dict(ENVIRONMENTS[0]), slug, home, out)
    assert any((out / ".cache" / "fontconfig").iterdir())
    warm = built_in(dict(ENVIRONMENTS[1]), slug, home, out)
    shutil.rmtree(out / ".cache")
    again = built_in(dict(ENVIRONMENTS[2]), slug, home, out)
    assert cold == warm == again


def test_dates_of_files_change_nothing(tmp_path):
    """Sources touched and written in another order give the same bytes."""
    slug = BOOKS[0]
    homes = [tmp_path / "a", tmp_path / "b"]
    shutil.copytree(ROOT / "content" / slug, homes[0] / "content" / slug)
    files = [p for p in (ROOT / "content" / slug).rglob("*") if p.is_file()]
    for i, file in enumerate(sorted(files, reverse=True)):
        copy = homes[1] / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
        os.utime(copy, (86400.0 * i, 86400.0 * i))
    one, other = (built_in(dict(ENVIRONMENTS[0]), slug, home, home / "build") for home in homes)
    assert one == other


@pytest.mark.skipif("epub" not in EDITIONS, reason="no EPUB yet")
def test_the_sources_date_the_file(tmp_path):
    """A negative control: SOURCE_DATE_EPOCH dates the EPUB and so changes its bytes."""
    slug, home = BOOKS[0], tmp_path / "home"
    shutil.copytree(ROOT / "content" / slug, home / "content" / slug)
    one = built_in(dict(ENVIRONMENTS[0]), slug, home, home / "build", ("epub",))
    later = ENVIRONMENTS[0] | {"SOURCE_DATE_EPOCH": "1000000000"}
    assert (
        one[slug + ".epub"]
        != built_in(later, slug, home, home / "build", ("epub",))[slug + ".epub"]
    )
