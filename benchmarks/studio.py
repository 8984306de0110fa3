"""`python -m benchmarks.studio [compute|model|browser|sessions]…`: the labeling-function studio at 800,000 rows.

Each part is measured beside its reference in the same run, on the demo at the tutorial's scale, which is made once and
kept as dataset “demo-full”. compute: what an edit costs before anything is drawn, beside snorkel's table and Python's
`re`. model: snorkel's LabelModel from vote patterns, beside its fit on all rows. browser: a slider in Chromium, beside
an empty Streamlit app. sessions: ten people at once. Without a name: all of them.
"""

import argparse
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import label, label_model, sessions, studio_browser, studio_compute
from benchmarks.timing import Comparison, Line, machine, print_table
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset

Lines = Sequence[Comparison | Line]


@dataclass(frozen=True)
class Part:
    """Something measured: how, and what one has to know to read its lines."""

    lines: Callable[[Dataset], Lines]
    note: str


def main() -> int:
    """Measure what is asked for, print one table; 1 if a target is missed."""
    parser = argparse.ArgumentParser("benchmarks.studio", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--dataset", default=label.DEMO, help=f"a stored dataset (default: {label.DEMO})")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.parts) - set(PARTS)):
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    warnings.filterwarnings("ignore", message="Input has data type")  # SciPy's, about snorkel
    dataset = label.load(asked.dataset)
    parts = {name: PARTS[name] for name in asked.parts or PARTS}
    found = [line for part in parts.values() for line in part.lines(dataset)]
    print(f"{dataset!r}\n{machine()}\n")
    met = print_table(found)
    for name, part in parts.items():
        print(f"\n{name}: {part.note}")
    return 0 if met else 1


def in_browser(dataset: Dataset) -> Lines:
    """The slider."""
    with own_home(dataset) as home:
        return studio_browser.lines(home, dataset.about.name)


def in_sessions(dataset: Dataset) -> Lines:
    """Ten people."""
    with own_home(dataset) as home:
        return sessions.lines(home, dataset.about.name)


@contextmanager
def own_home(dataset: Dataset) -> Iterator[Path]:
    """A home with nothing but the dataset, at its published functions: nobody's work is disturbed."""
    with tempfile.TemporaryDirectory() as folder:
        home, name = Path(folder), dataset.about.name
        (home / "datasets").mkdir()
        (home / "datasets" / name).symlink_to(datasets.folder(name), target_is_directory=True)
        yield home


PARTS = {
    "compute": Part(studio_compute.lines, studio_compute.NOTE),
    "model": Part(label_model.lines, label_model.NOTE),
    "browser": Part(in_browser, studio_browser.NOTE),
    "sessions": Part(in_sessions, sessions.NOTE),
}

if __name__ == "__main__":
    sys.exit(main())
