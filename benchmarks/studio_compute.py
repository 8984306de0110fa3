"""What an edit of a function costs before anything is drawn: at 800,000 rows × 10 functions, and 30 terms in a list."""

import re
from functools import partial

import numpy as np
from snorkel.labeling import LFAnalysis

from benchmarks.label import NEW_TERMS
from benchmarks.timing import Comparison, say, seconds, seconds_of_each
from recsys.data.dataset import Dataset
from recsys.labeling import analysis, evidence, functions, votes
from recsys.labeling.combining import leave_one_out, live_fitting
from recsys.labeling.combining.label_models import LabelModelSettings
from recsys.labeling.functions import FunctionSet, KeywordFunction, ThresholdFunction
from recsys.labeling.text import term_statistics
from recsys.labeling.text.terms import Matching
from recsys.labeling.tuning.sweeps import Sweeper
from recsys.labeling.votes import Voter

REPEATS = 15
LISTS = 5  # that are looked for from nothing
LIST_TARGET = 20  # for a whole list; one term more shall take its share of that
NOTE = f"""On all rows, with the gold of every split. An edit is the median of {REPEATS} never made before; its numbers
are those of the page: votes, table, intervals, three matrices, what leaving each function out does to a calibrated
vote, changes since a baseline. A list is looked for in {LISTS} voters that looked for nothing before; making a voter,
once a dataset, has a line of its own. re and lf_summary run 3 times. One term more shall take a thirtieth of what the
list may."""
CALIBRATED = LabelModelSettings(model="calibrated")
MATRICES = (analysis.overlap_matrix, analysis.agreement_matrix, analysis.conflict_matrix)

MORE_FUNCTIONS = (
    ThresholdFunction(name="well_rated", feature="average_rating", comparison=">", threshold=4.3, label=1),
    ThresholdFunction(name="poorly_rated", feature="average_rating", comparison="<", threshold=3.5, label=0),
    ThresholdFunction(name="reads_the_series", feature="same_series", comparison=">", threshold=2, label=1),
    ThresholdFunction(name="reads_similar_books", feature="similar_read", comparison=">", threshold=1, label=1),
    KeywordFunction(
        name="praise_or_scorn",
        negative=("boring", "disappointing", "did not finish", "felt forced", "gave up"),
        positive=("loved it", "adored", "need the sequel", "so much fun", "better and better"),
    ),
)
LIKED = (
    "loved", "amazing", "beautiful", "favorite", "wonderful", "brilliant", "hilarious", "great book", "really enjoyed",
    "five stars", "5 stars", "4.5 stars", "need the sequel", "devoured", "so much fun",
)  # fmt: skip
NOT_LIKED = (
    "boring", "disappointing", "did not finish", "dnf", "felt forced", "predictable", "waste of a", "so slow",
    "one star", "1 star", "2 stars", "2.5 stars", "gave up", "not for me", "lost interest",
)  # fmt: skip
TERMS = (*LIKED, *NOT_LIKED)


def lines(dataset: Dataset) -> list[Comparison]:
    """Edits and sweeps, then terms."""
    found = edits(Voter(dataset))
    by_re = re_seconds(dataset)
    return [*found, *terms(dataset, "words", by_re), *terms(dataset, "substring", by_re)]


def ten() -> FunctionSet:
    """The five published functions, and five more on other features and other words."""
    return FunctionSet(functions=(*functions.published().functions, *MORE_FUNCTIONS))


def answer(voter: Voter, current: FunctionSet, baseline: FunctionSet) -> None:
    """All numbers of the page after an edit, but on all rows: table, evidence, matrices, without each, and deltas."""
    found, names = voter.patterns(current.enabled, "all"), [function.name for function in current.enabled]
    table, judged = analysis.summary(found, names), evidence.table(found, names)
    for matrix in MATRICES:
        matrix(found)
    leave_one_out.leave_one_out(live_fitting.fit(found, found, names, CALIBRATED), found)
    before = voter.patterns(baseline.enabled, "all")
    evidence.changes(analysis.summary(before, names), table)
    evidence.changes(evidence.table(before, names), judged, ("low", "high", "lift"))


def edits(voter: Voter) -> list[Comparison]:
    """A threshold moved to where it never was, with all that follows; and what every other threshold would be worth."""
    baseline = ten()
    thresholds = [0.31 + step / 100 for step in range(REPEATS)]
    changed = [baseline.changed("polarity_positive", threshold=threshold) for threshold in thresholds]
    answer(voter, baseline, baseline)  # whoever edits has seen the numbers
    say("moving a threshold among ten functions")
    edit = seconds_of_each([partial(answer, voter, current, baseline) for current in changed])
    say("snorkel's table of the same votes")
    summary = summary_seconds(voter, changed[-1])
    say("sweeping over all thresholds")
    sweeper = Sweeper(voter.dataset)
    moved = [function for current in changed if isinstance(function := current["polarity_positive"], ThresholdFunction)]
    first = seconds(lambda: sweeper.curve(moved[0]), 1)
    curve = seconds_of_each([partial(sweeper.curve, function) for function in moved])
    return [
        Comparison("edit → all numbers, 10 functions", edit, summary, "lf_summary alone", 100),
        Comparison("sweep curve of the edited function", curve, edit, "that edit", 1),
        Comparison("  the first of all, which sorts the scores", first, edit, "that edit"),
    ]


def summary_seconds(voter: Voter, current: FunctionSet) -> float:
    """snorkel's table of the same votes, in the form its applier gives them, but of one byte each."""
    gold = voter.dataset.gold("all")
    columns = voter.columns(current.enabled, voter.dataset.rows("all"))
    L = np.ascontiguousarray(votes.matrix(columns, len(gold)))
    return seconds(lambda: LFAnalysis(L).lf_summary(gold), 3)


def re_seconds(dataset: Dataset) -> float:
    """Python's `re` over the same reviews: which of them have any of the terms."""
    say(f"searching the reviews with re for {len(TERMS)} terms")
    texts, pattern = dataset.reviews.text.to_list(), re.compile("|".join(map(re.escape, TERMS)), re.IGNORECASE)
    return seconds(lambda: [pattern.search(text) is not None for text in texts], 3)


def terms(dataset: Dataset, matching: Matching, by_re: float) -> list[Comparison]:
    """The statistics of a list of terms that nobody looked for before, and what one term more costs."""
    listed = KeywordFunction(name="listed", positive=LIKED, negative=NOT_LIKED, matching=matching)
    say(f"the same with ours, matched as {matching}")
    voters: list[Voter] = []
    index = seconds(lambda: voters.append(Voter(dataset)), LISTS)
    statistics = seconds_of_each([partial(term_statistics.table, voter, listed) for voter in voters])
    search = seconds_of_each([partial(voters[0].terms.of, term, matching) for term in NEW_TERMS])
    longer = [listed.model_copy(update={"negative": (*NOT_LIKED, term)}) for term in NEW_TERMS]
    table = seconds_of_each([partial(term_statistics.table, voters[1], function) for function in longer])
    by = f"re, {len(TERMS)} terms in one pattern"
    return [
        Comparison(f"statistics of {len(TERMS)} terms ({matching})", statistics, by_re, by, LIST_TARGET),
        Comparison("  one term more, its search", search, by_re, by, LIST_TARGET * len(TERMS)),
        Comparison("  one term more, the whole table anew", table, by_re, by),
        Comparison("  a voter, with its index of the reviews", index, by_re, by),
    ]
