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

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")


def test_a_cluster_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two workers of a real cluster, one killed while they work, bind the very same book."""
    source = river(tmp_path / "content" / "river")
    expected = data(make(source, tmp_path / "local"))
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    )
    try:
        victim = next(iter(cluster.workers.values())).pid
        threading.Thread(target=lambda: (time.sleep(1.5), os.kill(victim, signal.SIGKILL))).start()
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        assert data(make(source, tmp_path / "far", executor=address)) == expected
    finally:
        cluster.close()
