"""`python -m benchmarks.label`: labeling against snorkel's applier and table, and against Python's `re`.

By default on the demo at the tutorial's scale, which is made once and kept as dataset “demo-full”.
"""

import argparse
import re
import sys
import warnings
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from snorkel.labeling import LFAnalysis, PandasLFApplier

from benchmarks.timing import Comparison, machine, print_table, say, seconds, seconds_of_each
from recsys import tasks
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.labeling import analysis, functions, patterns, snorkel_functions, votes
from recsys.labeling.facts import features
from recsys.labeling.functions import FunctionSet, KeywordFunction, LabelingFunction
from recsys.labeling.text.terms import Matching
from recsys.labeling.votes import Voter
from recsys.progress import silent, unrecorded

DEMO = "demo-full"
REPEATS = 9
NEW_TERMS = (
    "loved it", "boring", "page turner", "could not finish", "masterpiece",
    "waste of time", "six stars", "half a star", "would recommend",
)  # fmt: skip


def main() -> int:
    """Measure everything, print one table; 1 if a target is missed."""
    parser = argparse.ArgumentParser("benchmarks.label", description=__doc__)
    parser.add_argument("--dataset", default=DEMO, help=f"a stored dataset (default: {DEMO}, made if it is not there)")
    parser.add_argument("--sample", type=int, default=20_000, help="rows that PandasLFApplier is timed on, then scaled")
    asked = parser.parse_args()
    dataset = load(asked.dataset)
    sample = sample_rows(dataset, asked.sample)
    warnings.filterwarnings("ignore", message="Input has data type")  # SciPy's, about snorkel
    lines = [cold(dataset, sample), *one_edit(dataset, sample), *one_term(dataset)]
    print(f"{dataset!r}\n{machine()}\n")
    met = print_table(lines)
    rows = f"{len(sample):,} rows drawn at random; its times are scaled to {len(dataset.pairs):,}"
    print(
        f"\nPandasLFApplier ran on {rows}. Votes and tables are over all rows, with the gold of every split."
        f"\nEdits are the median of {REPEATS} never made before, lf_summary and re that of 3 runs; the rest ran once."
    )
    return 0 if met else 1


def load(name: str) -> Dataset:
    """The stored dataset; the demo is made if it is not there."""
    if name == DEMO and name not in datasets.names():
        say("making the demo at full size")
        tasks.make_demo({"dataset": name, "size": "full"}, silent, unrecorded)
    return datasets.load(name)


def sample_rows(dataset: Dataset, size: int) -> pd.DataFrame:
    """Data points at random, as the tutorial's functions read them."""
    chosen = np.random.default_rng(0).choice(len(dataset.pairs), min(size, len(dataset.pairs)), replace=False)
    return snorkel_functions.rows(dataset, slice(0, None)).iloc[np.sort(chosen)]


def applier_seconds(dataset: Dataset, chosen: list[LabelingFunction], sample: pd.DataFrame) -> float:
    """PandasLFApplier on the sample, scaled to all rows. Scores it kept from an earlier run are forgotten."""
    applier = PandasLFApplier(snorkel_functions.labeling_functions(chosen, dataset))

    def apply() -> None:
        snorkel_functions.score_review.reset_cache()
        applier.apply(sample, progress_bar=False)

    return seconds(apply, 1) * len(dataset.pairs) / len(sample)


def cold(dataset: Dataset, sample: pd.DataFrame) -> Comparison:
    """The published functions on data nobody has looked at: authors counted, reviews scored and searched, votes."""
    published = list(functions.published().functions)
    bare = replace(dataset, features={})

    def apply() -> None:
        Voter(features.add(bare)).columns(published, dataset.rows("all"))

    say("applying the published functions for the first time")
    ours = seconds(apply, 1)
    say("the same with PandasLFApplier")
    reference = applier_seconds(dataset, published, sample)
    return Comparison("five functions, from nothing", ours, reference, "PandasLFApplier (scaled)", 25)


def table(voter: Voter, current: FunctionSet) -> pd.DataFrame:
    """Votes → patterns → the LF table, on all rows."""
    columns = voter.columns(current.enabled, voter.dataset.rows("all"))
    return analysis.summary(patterns.count(columns, voter.dataset.gold("all")), [f.name for f in current.enabled])


def one_edit(dataset: Dataset, sample: pd.DataFrame) -> list[Comparison]:
    """A threshold moved to where it never was: new votes and the whole table."""
    voter, current = Voter(dataset), functions.published()
    table(voter, current)  # whoever edits has seen the table
    edits = [current.changed("polarity_positive", threshold=0.31 + step / 100) for step in range(REPEATS)]
    say("moving a threshold")
    ours = seconds_of_each([partial(table, voter, edit) for edit in edits])
    say("snorkel's table of the same votes")
    gold = dataset.gold("all")
    columns = voter.columns(edits[-1].enabled, dataset.rows("all"))
    L = np.ascontiguousarray(votes.matrix(columns, len(gold)))  # as an applier gives it
    summary = seconds(lambda: LFAnalysis(L).lf_summary(gold), 3)
    say("the changed function with PandasLFApplier")
    applied = applier_seconds(dataset, [edits[-1]["polarity_positive"]], sample)
    return [
        Comparison("one threshold edit → votes and table", ours, summary, "lf_summary alone", 100),
        Comparison(
            "  the same", ours, applied + summary, "PandasLFApplier (scaled) of the function + lf_summary", 1_000
        ),
    ]


def one_term(dataset: Dataset) -> list[Comparison]:
    """A term added to a keyword list: its scan alone, and new votes with the whole table."""
    current = functions.published()
    published = current["stars_in_review"]
    assert isinstance(published, KeywordFunction)
    assert published.negative is not None
    say("searching the reviews with re")
    texts = dataset.reviews.text.to_list()
    pattern = re.compile("|".join(map(re.escape, (*published.negative, NEW_TERMS[0]))), re.IGNORECASE)
    by_re = seconds(lambda: [pattern.search(text) is not None for text in texts], 3)
    lines = []
    matchings: tuple[Matching, ...] = ("substring", "words")
    for matching in matchings:
        voter, starting = Voter(dataset), current.changed("stars_in_review", matching=matching)
        table(voter, starting)
        edits = [starting.changed("stars_in_review", negative=(*published.negative, term)) for term in NEW_TERMS]
        say(f"adding a term, matched as {matching}")
        ours = seconds_of_each([partial(table, voter, edit) for edit in edits])
        fresh = Voter(dataset).terms
        scan = seconds_of_each([partial(fresh.of, term, matching) for term in NEW_TERMS])
        by = f"re, {len(published.negative) + 1} terms in one pattern, ignoring case"
        lines += [
            Comparison(f"one term more ({matching}) → votes and table", ours, by_re, by, 20),
            Comparison("  its scan alone", scan, by_re, "the same"),
        ]
    return lines


if __name__ == "__main__":
    sys.exit(main())
