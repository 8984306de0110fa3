"""Tune thresholds on one half of dev and report on the other half, so that tuning can't flatter itself."""

from collections.abc import Sequence

import numpy as np

from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import functions, halves
from recsys.labeling.functions import FunctionSet, ThresholdFunction
from recsys.labeling.halves import SEED
from recsys.labeling.tuning import sweeps, threshold_search, tuning_report, tuning_sentences
from recsys.labeling.tuning.threshold_search import LabelModelGoal, PrecisionGoal, Search
from recsys.labeling.tuning.tuning_report import Mask, Trial, Tuned
from recsys.labeling.votes import Voter
from recsys.progress import Report, silent

PASSES = 2  # over all functions: what is best for one depends on those tuned after it
AUC = LabelModelGoal()


def tune_threshold(
    voter: Voter, current: FunctionSet, name: str, goal: PrecisionGoal | LabelModelGoal, seed: int = SEED
) -> Tuned:
    """One function's threshold, chosen by the fitting half; the set stays as it is where no threshold serves the goal.

    Raises BadInput where the function has no threshold or does not apply, and for a LabelModelGoal where it is off or
    a half lacks gold of a class.
    """
    function = current[name]
    if not isinstance(function, ThresholdFunction):
        raise BadInput(f"{name} has no threshold to tune. Choose a threshold function.")
    if reason := functions.why_not(function, voter.dataset):
        raise BadInput(f"{reason} Choose another function to tune.")
    if isinstance(goal, PrecisionGoal):
        return _tune_precision(voter, current, function, goal, seed)
    if not function.enabled:
        raise BadInput(f"{name} is off, so the label model does not see it. Switch it on to tune it.")
    search = _search(voter, current, goal, seed)
    search.improve(name)
    return _found(voter, current, search, [name], seed)


def tune_set(
    voter: Voter, current: FunctionSet, goal: LabelModelGoal = AUC, seed: int = SEED, report: Report = silent
) -> Tuned:
    """All enabled threshold functions, one after another and twice round (coordinate ascent), for the label model.

    To tune keyword lists as well, first add terms that `suggestions.suggest` finds with the fitting mask of `halves` as
    its `rows`, give that set here, and set what comes back against the set one began with: `tuning_report.compare`.
    Raises BadInput where a half lacks gold of a class.
    """
    names = [function.name for function in current.enabled if isinstance(function, ThresholdFunction)]
    search = _search(voter, current, goal, seed)
    for turn in range(PASSES):
        before = list(search.functions)
        for index, name in enumerate(names):
            report((turn + index / len(names)) / PASSES, f"trying thresholds of {name}")
            search.improve(name)
        if search.functions == before:
            break
    return _found(voter, current, search, names, seed)


def _tune_precision(
    voter: Voter, current: FunctionSet, function: ThresholdFunction, goal: PrecisionGoal, seed: int
) -> Tuned:
    dataset, parts = voter.dataset, _halves(voter.dataset, seed)
    values = dataset.features[function.feature][dataset.rows("dev")][parts[0]]
    on_half = sweeps.sort(values, dataset.gold("dev")[parts[0]])
    choice = threshold_search.most_votes(sweeps.curve(function, on_half, on_half), goal)
    after = current
    if choice is not None and choice.is_enough:
        after = current.changed(function.name, threshold=choice.threshold)
    trial = Trial(voter, current, after, parts)
    votes = tuning_report.judge_votes(trial, [function.name])
    sentence = tuning_sentences.of_precision(function, choice, goal, votes)
    is_precise = tuning_sentences.is_precise(votes, goal)
    return Tuned(trial, votes, tuning_report.compare(trial), sentence, is_precise)


def _search(voter: Voter, current: FunctionSet, goal: LabelModelGoal, seed: int) -> Search:
    gold, rows = voter.dataset.gold("dev"), voter.dataset.rows("dev")
    parts = _halves(voter.dataset, seed)
    for half in parts:
        if len(set(gold[half].tolist()) - {-1}) < 2:
            raise BadInput(
                f"A half of dev of {voter.dataset.about.name} lacks gold of one class, so a label model can't be "
                "fitted on one half and judged on the other. Label more rows by hand, or tune for precision."
            )
    return Search(voter, current.enabled, np.flatnonzero(parts[0]) + rows.start, goal)


def _found(voter: Voter, current: FunctionSet, search: Search, names: Sequence[str], seed: int) -> Tuned:
    better = {function.name: function for function in search.functions}
    after = FunctionSet(functions=tuple(better.get(function.name, function) for function in current.functions))
    trial = Trial(voter, current, after, _halves(voter.dataset, seed))
    table = tuning_report.compare(trial)
    sentence = tuning_sentences.of_label_model(trial.moves, table, search.goal)
    is_gain = tuning_sentences.is_gain(table, search.goal)
    return Tuned(trial, tuning_report.judge_votes(trial, names), table, sentence, is_gain)


def _halves(dataset: Dataset, seed: int) -> tuple[Mask, Mask]:
    fitting, reporting = halves.masks(dataset, seed)
    if not (fitting.any() and reporting.any()):
        raise BadInput(
            f"Dev of {dataset.about.name} has fewer than two users, and two are needed: one half to tune on, one to "
            "report on. Make the dataset with a larger dev fraction."
        )
    return fitting, reporting
