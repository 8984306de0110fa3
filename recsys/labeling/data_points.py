"""From any number to the rows behind it: which data points a selection means.

What was counted on vote patterns is found again on the columns of votes: a few comparisons of bytes, never a loop.
`data_point_table` shows what is found.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from recsys.data.dataset import Bytes, Doubles
from recsys.errors import BadInput
from recsys.labeling import majorities
from recsys.labeling.functions import FunctionSet, ThresholdFunction
from recsys.labeling.selections import Majority, Outcome, Queue, Relation, Selection, Vote
from recsys.labeling.votes import ABSTAIN, NEGATIVE, POSITIVE, Voter

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


def select(voter: Voter, functions: FunctionSet, selection: Selection, probabilities: Doubles | None = None) -> Rows:
    """The data points a selection means, as row numbers of the whole dataset: ascending, or in the queue's own order.

    probabilities: P(positive) of the split's rows, (n,), NaN where a row has no label; only the queue confident_wrong
    needs them. Raises BadInput if a function or slice is not there, or the queue can't be made.
    """
    rows = voter.dataset.rows(selection.split)
    held = np.ones(rows.stop - rows.start, bool)
    for mask in _masks(voter, functions, selection):
        held &= mask
    if selection.queue == "near_threshold":
        return _nearest(voter, functions, selection, held)
    if selection.queue == "confident_wrong":
        return rows.start + _surest_wrong(probabilities, voter.dataset.gold(selection.split), held)
    return rows.start + np.flatnonzero(held)


def _masks(voter: Voter, functions: FunctionSet, selection: Selection) -> Iterator[Mask]:
    """What a selection asks for, one mask over its split's rows each; those that are cheap first."""
    dataset, rows = voter.dataset, voter.dataset.rows(selection.split)
    if selection.function is not None:
        function = functions[selection.function]
        column = voter.column(function)[rows]
        if selection.vote is not None:
            yield _has_vote(column, selection.vote)
        if selection.outcome is not None:
            yield _has_outcome(column, dataset.gold(selection.split), selection.outcome)
        if selection.relation is not None:
            others = [f for f in functions.enabled if f is not function]
            related = others if selection.other is None else [functions[selection.other]]
            yield _is_related(column, voter.columns(related, rows), selection.relation)
    if selection.queue in ("covered", "uncovered", "conflicted"):
        yield _is_queued(voter.columns(functions.enabled, rows), rows.stop - rows.start, selection.queue)
    if selection.majority is not None:
        outcomes = majorities.outcomes(voter.columns(functions.enabled, rows), dataset.gold(selection.split))
        yield _has_majority(outcomes, selection.majority)
    if selection.gold is not None:
        yield dataset.gold(selection.split) == selection.gold
    if selection.contains:
        yield _contains(voter, selection.contains, rows)
    for kind in dict.fromkeys(part.kind for part in selection.slices):
        names = [part.name for part in selection.slices if part.kind == kind]
        yield np.logical_or.reduce([voter.slices.holds(kind, name, rows) for name in names])


def _has_vote(column: Bytes, vote: Vote) -> Mask:
    if vote == "cast":
        return column >= 0
    return column == {"positive": POSITIVE, "negative": NEGATIVE, "abstain": ABSTAIN}[vote]


def _has_outcome(column: Bytes, gold: Bytes, outcome: Outcome) -> Mask:
    if outcome == "no gold":
        return (column >= 0) & (gold < 0)
    judged = (column >= 0) & (gold >= 0)
    return judged & (column == gold) if outcome == "right" else judged & (column != gold)


def _is_related(column: Bytes, others: Sequence[Bytes], relation: Relation) -> Mask:
    some_positive, some_negative = _votes_among(others, len(column))
    if relation == "overlap":
        return (column >= 0) & (some_positive | some_negative)
    positive, negative = column == POSITIVE, column == NEGATIVE
    if relation == "agree":
        return (positive & some_positive) | (negative & some_negative)
    return (positive & some_negative) | (negative & some_positive)


def _is_queued(columns: Sequence[Bytes], n: int, queue: Queue) -> Mask:
    some_positive, some_negative = _votes_among(columns, n)
    if queue == "conflicted":
        return some_positive & some_negative
    return some_positive | some_negative if queue == "covered" else ~(some_positive | some_negative)


def _has_majority(outcomes: Bytes, majority: Majority) -> Mask:
    if majority == "judged":
        return (outcomes == majorities.RIGHT) | (outcomes == majorities.WRONG)
    return outcomes == (majorities.RIGHT if majority == "right" else majorities.WRONG)


def _votes_among(columns: Sequence[Bytes], n: int) -> tuple[Mask, Mask]:
    """Whether any of the columns votes positive, and whether any votes negative; (n,) each."""
    positive, negative = np.zeros(n, bool), np.zeros(n, bool)
    for column in columns:
        positive |= column == POSITIVE
        negative |= column == NEGATIVE
    return positive, negative


def _contains(voter: Voter, text: str, rows: slice) -> Mask:
    with_text = voter.dataset.reviews.row[voter.terms.of(text.lower(), "substring")]
    found = np.zeros(rows.stop - rows.start, bool)
    found[with_text[(with_text >= rows.start) & (with_text < rows.stop)] - rows.start] = True
    return found


def _nearest(voter: Voter, functions: FunctionSet, selection: Selection, held: Mask) -> Rows:
    """The rows held whose score is known, the closest to the function's threshold first, of equals the first first."""
    function = functions[str(selection.function)]
    if not isinstance(function, ThresholdFunction):
        raise BadInput(f"{function.name} has no threshold to be close to. Choose a threshold function.")
    if function.feature not in voter.dataset.features:
        return np.empty(0, np.int64)
    start = voter.dataset.rows(selection.split).start
    rows = start + np.flatnonzero(held)
    values = voter.dataset.features[function.feature][rows]
    rows, values = rows[~np.isnan(values)], values[~np.isnan(values)]
    return rows[np.argsort(np.abs(values - function.threshold), kind="stable")]


def _surest_wrong(probabilities: Doubles | None, gold: Bytes, held: Mask) -> Rows:
    """The places held whose probability is on the wrong side of a half, the furthest from it first."""
    if probabilities is None:
        raise BadInput("Which labels are wrong only a label model can say. Fit one first.")
    wrong = held & (((probabilities < 0.5) & (gold == POSITIVE)) | ((probabilities > 0.5) & (gold == NEGATIVE)))
    places = np.flatnonzero(wrong)
    return places[np.argsort(-np.abs(probabilities[places] - 0.5), kind="stable")]
