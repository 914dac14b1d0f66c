"""A Dask cluster of its own for tests: so many workers on this machine, until its standard input is closed.

It writes its own number, the scheduler's address and the numbers of its workers.
"""

import os
import sys

from distributed import LocalCluster

if __name__ == "__main__":
    workers = int(sys.argv[1])
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        print(os.getpid(), cluster.scheduler_address, *(one.pid for one in cluster.workers.values()), flush=True)
        sys.stdin.read()
