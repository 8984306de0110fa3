"""snorkel's LabelModel from vote patterns beside its own fit on all rows: parameters, probabilities, time and memory.

Each fit runs in a process of its own, so that its memory is its own; the module `label_model_fit` is that process.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.label_model_fit import Fit, Way
from benchmarks.studio_compute import ten
from benchmarks.timing import Comparison, Line, megabytes, say, share
from recsys.data.dataset import Dataset
from recsys.labeling.votes import Voter

EPOCHS = 5_000
NOTE = f"""{EPOCHS:,} epochs with one seed; each fit has a process with one thread of its own. Ours counts the patterns
of the rows for the fit, and again for the probabilities. Memory is what the fit added to what was there before."""
AS_ROWS = (1, 10)  # times all rows; more do not fit into memory
AS_PATTERNS = (1, 10, 100)
FIT_TARGET, PROBABILITIES_TARGET = 3, 15
CLOSE = 1e-6
GROWTH = 1.5  # that is still the machine's doing
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def lines(dataset: Dataset) -> list[Comparison | Line]:
    """Fits on 0.8, 8 and 80 million rows."""
    with tempfile.TemporaryDirectory() as folder:
        write_votes(Voter(dataset), Path(folder))
        found: list[Comparison | Line] = []
        for copies in AS_ROWS:
            ours, reference = run("rows", Path(folder), copies), run("snorkel", Path(folder), copies)
            found += beside_snorkel(ours, reference, copies == max(AS_ROWS))
        return found + growth([run("patterns", Path(folder), copies) for copies in AS_PATTERNS])


def beside_snorkel(ours: Fit, reference: Fit, is_judged: bool) -> list[Comparison | Line]:
    """Ours from columns of votes to labels beside snorkel's from rows to labels."""
    fit_target, labels_target = (FIT_TARGET, PROBABILITIES_TARGET) if is_judged else (None, None)
    covered = ~np.isnan(ours.labels)
    by = "snorkel's own, on all rows"
    return [
        Comparison(f"LabelModel, fit on {millions(ours.n)} × 10", ours.fit, reference.fit, by, fit_target),
        Comparison("  its probabilities", ours.labeling, reference.labeling, by, labels_target),
        share("  its memory", ours.memory, reference.memory, by, unit=megabytes),
        closeness("  its parameters, farthest apart", ours.parameters - reference.parameters, by),
        closeness("  its probabilities, farthest apart", (ours.labels - reference.labels)[covered], by),
    ]


def growth(fits: list[Fit]) -> list[Comparison | Line]:
    """Fits from patterns, with their counts repeated, beside the one on the fewest rows."""
    first, by = fits[0], f"ours of {millions(fits[0].n)}"
    found: list[Comparison | Line] = []
    for fit in fits[1:]:
        found.append(share(f"fit from the patterns of {millions(fit.n)}", fit.fit, first.fit, by, GROWTH))
        found.append(share("  its memory", fit.memory, first.memory, by, GROWTH, megabytes))
    return found


def closeness(what: str, differences: np.ndarray, by: str) -> Line:
    """How far numbers lie apart that shall be the same."""
    most = float(np.abs(differences).max())
    return Line(what, f"{most:.1e}", "", "", f"≤ {CLOSE:g}", by, most <= CLOSE)


def millions(n: int) -> str:
    """A number of rows in words."""
    return f"{n / 1e6:,.1f} million rows"


def write_votes(voter: Voter, folder: Path) -> None:
    """What the processes read: the votes of ten functions on all rows, and the gold."""
    columns = voter.columns(ten().enabled, voter.dataset.rows("all"))
    np.savez(folder / "votes.npz", columns=np.stack(columns), gold=voter.dataset.gold("all"))


def run(way: Way, folder: Path, copies: int) -> Fit:
    """One fit in a process of its own, with one thread as in a worker: its matrices are too small for more."""
    say(f"fitting the LabelModel ({way}, {copies} times the rows)")
    votes, found = folder / "votes.npz", folder / f"{way}-{copies}.npz"
    arguments = (way, str(copies), str(EPOCHS), str(votes), str(found))
    subprocess.run(
        [sys.executable, "-m", "benchmarks.label_model_fit", *arguments], check=True, env={**os.environ, **ONE_THREAD}
    )
    return Fit.load(found)
