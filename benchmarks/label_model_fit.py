"""One fit of the LabelModel in a process of its own: WAY COPIES EPOCHS VOTES FOUND, as `label_model` starts it.

The reference gets rows as snorkel's applier gives them. Ours gets columns of votes as the workbench has them ("rows"),
or their patterns ("patterns"). Rows are made more by repeating them, patterns by repeating their counts.
"""

import dataclasses
import sys
import time
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from snorkel.labeling.model import LabelModel as SnorkelLabelModel

from benchmarks.timing import memory
from recsys.data.dataset import Bytes, Doubles
from recsys.labeling import analysis, patterns
from recsys.labeling.combining import label_model_fitting
from recsys.labeling.combining.label_models import LabelModel, LabelModelSettings
from recsys.labeling.patterns import Patterns

Way = Literal["snorkel", "rows", "patterns"]
TINY = np.array([[0, 0, -1], [-1, 0, 1], [1, -1, 0]])


@dataclasses.dataclass(frozen=True)
class Fit:
    """What a fit on n rows took, and what came out.

    fit: seconds. memory: the most it added to what was there before, in MB. labeling: seconds to give every row its
    probability. parameters: as snorkel has them, (2m, 2). labels: P(positive) of the rows before they were repeated, or
    of the patterns; NaN without a vote.
    """

    n: int
    fit: float
    memory: float
    labeling: float
    parameters: Doubles
    labels: Doubles

    @classmethod
    def load(cls, path: Path) -> "Fit":
        """What `save` wrote."""
        with np.load(path) as found:
            return cls(**{name: found[name] if found[name].ndim else found[name].item() for name in found.files})

    def save(self, path: Path) -> None:
        """Write it down for the process that asked for it."""
        np.savez(path, **dataclasses.asdict(self))


def by_snorkel(L: npt.NDArray[np.int64], settings: LabelModelSettings, balance: float) -> Fit:
    """snorkel's own on rows of votes, (n, m)."""
    before, start = memory(most=False), time.perf_counter()
    model = SnorkelLabelModel(cardinality=2, verbose=False)
    model.fit(
        L, class_balance=[1 - balance, balance], n_epochs=settings.epochs, lr=settings.learning_rate,
        seed=settings.seed, progress_bar=False,
    )  # fmt: skip
    fitted, used = time.perf_counter(), added(before)
    labels = model.predict_proba(L)[:, 1]
    parameters = model.mu.detach().numpy().astype(float)
    return Fit(len(L), fitted - start, used, time.perf_counter() - fitted, parameters, labels)


def by_rows(columns: Bytes, gold: Bytes, settings: LabelModelSettings, balance: float) -> Fit:
    """Ours on columns of votes, (m, n): counting their patterns is part of the fit, and once more of the labels."""
    names = [str(j) for j in range(len(columns))]
    before, start = memory(most=False), time.perf_counter()
    model = label_model_fitting.fit(patterns.count(list(columns), gold), names, settings, balance)
    fitted, used = time.perf_counter(), added(before)
    codes = patterns.encode(list(columns), len(gold))
    found = patterns.count_codes(codes, len(columns), gold)
    labels = patterns.spread(model.probabilities(found.votes), found, codes)
    return Fit(len(gold), fitted - start, used, time.perf_counter() - fitted, parameters_of(model), labels)


def by_patterns(found: Patterns, settings: LabelModelSettings, balance: float) -> Fit:
    """Ours on vote patterns with their counts."""
    names = [str(j) for j in range(found.votes.shape[1])]
    before, start = memory(most=False), time.perf_counter()
    model = label_model_fitting.fit(found, names, settings, balance)
    fitted, used = time.perf_counter(), added(before)
    labels = model.probabilities(found.votes)
    return Fit(found.total, fitted - start, used, time.perf_counter() - fitted, parameters_of(model), labels)


def added(before: float) -> float:
    """MB that a process needed at most beside those it had; less than one can't be told from none."""
    return max(1.0, memory() - before)


def parameters_of(model: LabelModel) -> Doubles:
    """In snorkel's order, (2m, 2)."""
    return np.array(model.conditional)


def repeated_rows(columns: Bytes, copies: int) -> npt.NDArray[np.int64]:
    """Columns (m, n) as rows (copies * n, m), written in place: nothing but them is held."""
    m, n = columns.shape
    L = np.empty((copies * n, m), np.int64)
    for copy in range(copies):
        L[copy * n : (copy + 1) * n] = columns.T
    return L


def measured(way: Way, columns: Bytes, gold: Bytes, copies: int, settings: LabelModelSettings) -> Fit:
    """One fit on the votes of some rows, (m, n), repeated."""
    found = patterns.count(list(columns), gold)
    SnorkelLabelModel(verbose=False).fit(TINY, n_epochs=1, progress_bar=False)  # torch loads much when first used
    balance = analysis.class_balance(found) or 0.5
    if way == "snorkel":
        return by_snorkel(repeated_rows(columns, copies), settings, balance)
    if way == "rows":
        return by_rows(np.tile(columns, copies), np.tile(gold, copies), settings, balance)
    more = dataclasses.replace(found, counts=found.counts * copies, gold_counts=found.gold_counts * copies)
    return by_patterns(more, settings, balance)


def main() -> None:
    """Fit, and write down what it took and what came out."""
    given, copies, epochs, votes, found = sys.argv[1:]
    way = next(way for way in get_args(Way) if way == given)
    with np.load(votes) as stored:
        columns, gold = stored["columns"], stored["gold"]
    fit = measured(way, columns, gold, int(copies), LabelModelSettings(epochs=int(epochs)))
    dataclasses.replace(fit, labels=fit.labels[: len(gold)]).save(Path(found))


if __name__ == "__main__":
    main()
