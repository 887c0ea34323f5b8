"""What a page costs, as ratios in one run: against the floor, the bare SQL, 1×, and without protection.

    python -m bench            all of it, about ten minutes
    python -m bench --rounds 3 --sizes 1,10 --only case,search
    python -m bench --only queue,search,call --many      1×, and 200,000 concerns in ten municipalities

The floor is a Django view under the same middleware that runs the page's own statements and shows their
rows in a plain table. Bare SQL is the same statements in one transaction, without Django. Every figure is the
median of the rounds, each round taking all sizes in turn, ours and the floor request by request; read the
ratios, not the milliseconds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from bench.load import deepen, multiply, swell  # noqa: E402
from tovholder.core.postgres import Cluster  # noqa: E402

DEMO_DAY = datetime(2022, 9, 20, 10, 0, tzinfo=UTC)
#: Requests a page, way, size and round.
REQUESTS = 15
#: The size in which each municipality has the concerns of 200 years.
MANY = "200k"


def environment(url: str) -> dict[str, str]:
    offset = int((DEMO_DAY - datetime.now(UTC)).total_seconds())
    return {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        "TOVHOLDER_DEMO": "1",
        "TOVHOLDER_SECRET_KEY": "only for measuring, where nothing is secret at all",
        "TOVHOLDER_FIELD_KEY": "only for measuring, where nothing is secret at all",
        "TOVHOLDER_CLOCK_OFFSET_SECONDS": str(offset),
    }


def prepare(cluster: Cluster, sizes: list[str]) -> None:
    """Make the demo once and multiply it into a database for each size."""
    import psycopg

    say("the demo's year")
    cluster.create_database("bench_demo")
    for role, command in (("owner", "migrate"), ("app", "demo_build")):
        subprocess.run(
            [sys.executable, "-m", "django", command, "--verbosity", "0"],
            env={**os.environ, **environment(cluster.url(role, "bench_demo"))},
            check=True,
            stdout=subprocess.DEVNULL,
        )
    for size in sizes:
        cluster.create_database(f"bench_{size}", template="bench_demo")
        with psycopg.connect(cluster.url("admin", f"bench_{size}")) as admin:
            times = 100 if size == MANY else int(size)
            say(f"{size}×: {multiply(admin, times):,} sessions")
            if size == MANY:
                say(f"{swell(admin, 190):,} concerns")
    cluster.create_database("bench_deep", template="bench_demo")
    with psycopg.connect(cluster.url("admin", "bench_deep")) as admin:
        say(f"one municipality with {deepen(admin):,} sessions, for page 1,000 of its list")


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description="What a page costs, as ratios in one run.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", default="1,10,100")
    parser.add_argument("--only", default="", help="pages whose name begins so, with commas between")
    parser.add_argument("--many", action="store_true", help="200,000 concerns against the demo's 100")
    options = parser.parse_args()
    sizes = ["1", MANY] if options.many else options.sizes.split(",")
    with tempfile.TemporaryDirectory(prefix="tovholder-bench-") as home:
        cluster = Cluster(Path(home))
        cluster.start()
        try:
            print("Loading")
            prepare(cluster, sizes)
            os.environ.update(environment(cluster.url("app", f"bench_{sizes[0]}")))
            import django

            django.setup()
            from bench.pages import Bench

            report(measure(Bench(cluster), sizes, options.rounds, options.only), sizes)
        finally:
            cluster.stop()


Times = dict[tuple[str, str, str], list[float]]


def measure(bench: Any, sizes: list[str], rounds: int, only: str) -> Times:
    """Milliseconds by page, size and way: a median a round."""
    times: Times = defaultdict(list)
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        for size in sizes:
            for page, ways in bench.runs(size, only):
                for way, taken in timed(ways).items():
                    times[page, size, way].append(taken)
        for page, ways in bench.deep_runs() if "session list".startswith(tuple(only.split(","))) else ():
            for way, taken in timed(ways).items():
                times[page, "", way].append(taken)
    return times


def timed(ways: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Milliseconds by way: the median of some calls, the ways in turn; the first call warms up."""
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for run in ways.values():
        run()
    for _ in range(REQUESTS):
        for way, run in ways.items():
            begun = time.perf_counter()
            run()
            taken[way].append((time.perf_counter() - begun) * 1000)
    return {way: statistics.median(calls) for way, calls in taken.items()}


def report(times: Times, sizes: list[str]) -> None:
    """The table, and below it what the design aims at and whether it holds."""
    middle = {key: statistics.median(values) for key, values in times.items()}
    pages = list(dict.fromkeys(page for page, size, _ in times if size))
    print(f"\n{'page':<26}{'size':>6}{'ours':>9}{'floor':>9}{'SQL':>9}{'open':>9}"
          f"{'/floor':>8}{'/SQL':>8}{'/open':>8}{'/1×':>8}")  # fmt: skip
    for page in pages:
        for size in sizes:
            ours, floor, bare, unprotected = (
                middle.get((page, size, way)) for way in ("ours", "floor", "sql", "open")
            )
            first = middle[page, sizes[0], "ours"]
            cells = [f"{value:9.2f}" if value else " " * 9 for value in (ours, floor, bare, unprotected)]
            ratios = [
                f"{ours / other:8.2f}" if ours and other else " " * 8
                for other in (floor, bare, unprotected, first)
            ]
            print(f"{page:<26}{size:>5}×{''.join(cells)}{''.join(ratios)}")
    deep = {way: middle[page, size, way] for page, size, way in times if not size}
    if deep:
        print(f"\nsession list, page 1,000 against page 1: {deep['page 1000'] / deep['page 1']:.2f}"
          f"  ({deep['page 1000']:.2f} ms and {deep['page 1']:.2f} ms)")  # fmt: skip
    print(
        "\nAims: /floor ≤ 1.5; /open (without row level security, log, encryption) ≤ 1.35; /1× ≤ 1.3 at 100×;"
    )
    print("page 1,000 against page 1 ≤ 1.15.")
    print("The floor and the SQL run the page's own statements, so what a page asks for is judged by /1× and")
    print("by its number of statements (tests/test_queries.py).")


if __name__ == "__main__":
    main()
