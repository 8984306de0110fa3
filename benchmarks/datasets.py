"""`python -m benchmarks.datasets`: data in, against the reference's way and against merely reading the file.

Each side runs in a process of its own, so that the most memory each ever had can be compared. The Goodreads files are
the demo's at full size and the table is made up, both into a temporary folder unless `--folder` keeps them.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.datasets_read import READERS, in_a_process
from benchmarks.timing import Comparison, Line, machine, megabytes, print_table, say, share
from recsys.data import demo
from recsys.progress import silent

ROWS, USERS, ITEMS = 5_000_000, 200_000, 50_000
FIRST, LAST = 1_230_000_000, 1_509_000_000  # seconds since 1970 of the table's first and last rating
REPEATS = 3


def main() -> int:
    """Measure everything, print one table; 1 if a target is missed."""
    parser = argparse.ArgumentParser("benchmarks.datasets", description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep the files that are read there, and use those that are there")
    parser.add_argument("--only", choices=["goodreads", "table"], help="measure only these")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"runs of each side (default: {REPEATS})")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or Path(temporary)
        lines: list[Comparison | Line] = []
        if asked.only != "table":
            lines += goodreads(raw_files(folder / "goodreads"), asked.repeats)
        if asked.only != "goodreads":
            lines += table(table_file(folder / "ratings.csv"), asked.repeats)
    print(f"{machine()}\n")
    met = print_table(lines)
    print(
        f"\nMedians of {asked.repeats} runs, each in a fresh process. Memory is the most a process had, "
        f"without what it had once everything was imported."
    )
    return 0 if met else 1


def raw_files(folder: Path) -> Path:
    """The demo at full size as a Goodreads folder."""
    if not folder.exists():
        say("writing the demo's Goodreads files at full size")
        demo.write_raw(demo.SIZES["full"], folder, silent)
    return folder


def table_file(path: Path) -> Path:
    """user,item,rating,timestamp: `ROWS` rows of ints; users and items of low numbers come most often."""
    if not path.exists():
        say(f"writing a table of {ROWS:,} ratings")
        rng = np.random.default_rng(1)
        path.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(
            {
                "user": (rng.random(ROWS) ** 1.5 * USERS).astype(np.int64) + 1,
                "item": (rng.random(ROWS) ** 2 * ITEMS).astype(np.int64) + 1,
                "rating": rng.integers(1, 6, ROWS),
                "timestamp": rng.integers(FIRST, LAST, ROWS),
            }
        ).write_csv(path)
    return path


def goodreads(folder: Path, repeats: int) -> list[Comparison | Line]:
    """The three files read, filtered, merged and split."""
    ours, reference = (in_a_process(way, folder, repeats) for way in ("goodreads", "goodreads_reference"))
    what, by = f"Goodreads, {ours.rows:,} data points", "gzip, json.loads by line into lists, pandas"
    if ours.rows != reference.rows:
        raise SystemExit(f"The two read different data: {ours.rows:,} and {reference.rows:,} data points.")
    return [
        Comparison(f"{what}: read and split", ours.seconds, reference.seconds, by, 5),
        share("… memory", ours.added, reference.added, by, 1 / 3, megabytes),
        share("… memory with the imports", ours.peak, reference.peak, by, unit=megabytes),
    ]


def table(path: Path, repeats: int) -> list[Comparison | Line]:
    """A table of ratings imported, against the fastest library that only reads it."""
    libraries = {way: in_a_process(way, path, repeats) for way in READERS}
    fastest = min(libraries, key=lambda way: libraries[way].seconds)
    ours, stored = (in_a_process(way, path, repeats) for way in ("table", "table_stored"))
    reading, by = libraries[fastest], f"{fastest} merely reads it"
    return [
        share(f"table of {ROWS:,} ratings: imported", ours.seconds, reading.seconds, by, 4),
        share("… and stored with its features", stored.seconds, reading.seconds, by),
        share("… memory to import", ours.added, reading.size, "the table's own size", 3, megabytes),
        share("… memory to import and store", stored.added, reading.size, "the table's own size", unit=megabytes),
        *(share(f"… reading alone: {way}", ours.seconds, found.seconds, way) for way, found in libraries.items()),
    ]


if __name__ == "__main__":
    sys.exit(main())
