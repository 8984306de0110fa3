"""Fit label models at once, so that a page can do it at every edit: all but snorkel's, from vote patterns."""

from collections.abc import Callable, Sequence

import numpy as np

from recsys.errors import BadInput
from recsys.labeling import analysis, halves
from recsys.labeling.combining import dawid_skene, gold_fitting, label_models
from recsys.labeling.combining.label_models import LabelModel, LabelModelName, LabelModelSettings
from recsys.labeling.patterns import Patterns

Fit = Callable[[Patterns, Sequence[str], LabelModelSettings, float], LabelModel]
Judged = dict[str, dict[str, float | None]]

FROM_GOLD: dict[LabelModelName, Fit] = {
    "weighted": gold_fitting.fit_weighted,
    "calibrated": gold_fitting.fit_calibrated,
}
LIVE: tuple[LabelModelName, ...] = ("majority", "weighted", "dawid_skene", "calibrated")


def fit(train: Patterns, dev: Patterns, names: Sequence[str], settings: LabelModelSettings) -> LabelModel:
    """A model of LIVE: Dawid-Skene learns from the votes on train, those of FROM_GOLD from the gold of dev.

    The class balance is that of dev's gold unless the settings give one. Raises BadInput where there is nothing to
    learn from.
    """
    if settings.model not in LIVE:
        raise ValueError(f"a model of the kind {settings.model} is fitted in a worker, by label_model_fitting")
    label_models.require_votes(train, names)
    balance = settings.class_balance if settings.class_balance is not None else analysis.class_balance(dev)
    if settings.model == "majority":
        return LabelModel(settings=settings, class_balance=balance or 0.5, functions=tuple(names))
    if balance is None:
        raise BadInput("Dev has no row with gold, so the class balance can't be measured. Give one yourself.")
    label_models.require_balance(balance)
    if settings.model == "dawid_skene":
        return dawid_skene.fit(train, names, settings, balance)
    return FROM_GOLD[settings.model](dev, names, settings, balance)


def fit_all(train: Patterns, dev: Patterns, names: Sequence[str]) -> tuple[dict[str, LabelModel], list[str]]:
    """Every model of LIVE that can be fitted here, by its title, and for each other one a sentence why not."""
    fitted, reasons = {}, []
    for kind in LIVE:
        try:
            fitted[label_models.TITLES[kind]] = fit(train, dev, names, LabelModelSettings(model=kind))
        except BadInput as error:
            reasons.append(str(error))
    return fitted, list(dict.fromkeys(reasons))


def cross_fitted(parts: tuple[Patterns, Patterns], fitted: LabelModel) -> Judged:
    """`label_models.compare` on dev for a model of FROM_GOLD, each half judged by a model fitted on the other.

    parts: dev's `halves`. The model's own numbers are None where a half has too little gold to fit on.
    """
    both, balance = halves.joined(parts), fitted.class_balance
    majority = fitted.model_copy(update={"settings": fitted.settings.model_copy(update={"model": "majority"})})
    compared = label_models.compare(majority, both)
    refit = FROM_GOLD[fitted.settings.model]
    try:
        scores = [
            refit(other, fitted.functions, fitted.settings, balance).probabilities(half.votes)
            for half, other in (parts, parts[::-1])
        ]
    except BadInput:
        return compared | {"model": dict.fromkeys(compared["model"])}
    return compared | {"model": label_models.judge(np.concatenate(scores), both, balance)}
