"""Jobs on a cluster: the same bytes as on one machine, whatever happens to a worker."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from binding.book import river
from binding.test_binding import data, make
from wenxuan.binding import pool
from wenxuan.binding.shared import SharedStore
from wenxuan.isolation import Stopped

pytestmark = pytest.mark.filterwarnings("ignore")

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two workers of a real cluster, one killed while they work, bind the very same book.

    What they made is found at the shared address by a machine that has no cache of its own.
    """
    source, shelf = river(tmp_path / "content" / "river"), (tmp_path / "shelf").as_uri()
    expected = data(make(source, tmp_path / "local"))
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    try:
        victim = next(iter(cluster.workers.values())).pid
        threading.Thread(target=lambda: (time.sleep(1.5), os.kill(victim, signal.SIGKILL))).start()
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        far = make(source, tmp_path / "far", executor=address, cache=shelf)
        assert data(far) == expected
        assert far.jobs > 8
    finally:
        cluster.close()
    other = make(source, tmp_path / "other", cache=shelf)
    assert data(other) == expected
    assert other.jobs == 0


def test_what_one_machine_keeps_another_finds(tmp_path: Path) -> None:
    """An entry goes to the address and comes from it; a damaged one there is none."""
    one, two, three = (SharedStore(tmp_path / name, "memory://shelf") for name in "abc")
    key = one.key("a")
    assert two.get(key) is None
    one.put(key, b"text")
    assert two.get(key) == b"text"
    one.files.pipe_file(one._place(key), b"x" * 50)
    assert three.get(key) is None
    assert two.get(key) == b"text"


@pytest.mark.parametrize("address", ["nowhere://x", "file:///proc/nothing"])
def test_an_address_of_no_use_is_a_finding(tmp_path: Path, address: str) -> None:
    """OUT005 names the address and the reason."""
    with pytest.raises(Stopped) as stopped:
        SharedStore(tmp_path, address)
    assert stopped.value.code == "OUT005"
    assert stopped.value.arguments["name"] == address


def test_a_cluster_that_is_not_there_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """OUT004 names the address, whether nobody answers or the extra is not installed."""
    for fault in (OSError("timed out"), ImportError("no distributed")):

        def none(_: str, fault: Exception = fault) -> None:
            raise fault

        monkeypatch.setattr(pool, "import_module", none)
        with pytest.raises(Stopped) as stopped, pool.remote("dask://there:8786"):
            pass
        assert stopped.value.code == "OUT004"
        assert stopped.value.arguments["name"] == "dask://there:8786"
