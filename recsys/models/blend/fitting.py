"""Training of the blend: its members, and how much each of them counts."""

import logging
from dataclasses import replace

import numpy as np

from recsys.data.dataset import Floats
from recsys.models.blend import training, weights
from recsys.models.blend.holding_out import hold_out
from recsys.models.blend.model import Blend, BlendSettings
from recsys.models.contract import Around, Model
from recsys.models.feedback import Feedback
from recsys.models.validation_ranking import NAME, holdout_of
from recsys.progress import part

log = logging.getLogger(__name__)

WITH_VALIDATION = 0.9  # of the time, where there are validation data: until the members are trained
CHOOSING, CHOSEN = 0.45, 0.55  # where there are none: until the first members are trained, and their weights known


def fit(feedback: Feedback, settings: BlendSettings, around: Around) -> Blend:
    """Members and the weights that rank best on validation data.

    Where there are none, weights are chosen with members that learn from a part only, and the members are then trained
    on all, for as many epochs as were worth it. Where there is too little for that, all members count alike.
    """
    if around.valid is not None:
        own = replace(around, report=part(around.report, 0.0, WITH_VALIDATION))
        members = training.train(settings.members, feedback, own, "whole", {}).members
        return _blend(settings, members, _weights(members, around, WITH_VALIDATION, 1.0))
    chosen, epochs = _chosen(feedback, settings, around)
    own = replace(around, report=part(around.report, CHOSEN, 1.0))
    return _blend(settings, training.train(settings.members, feedback, own, "whole", epochs).members, chosen)


def _chosen(feedback: Feedback, settings: BlendSettings, around: Around) -> tuple[Floats, dict[str, int]]:
    """Weights and epochs by what a part of the examples says of models of the rest."""
    saved = around.checkpoint.load()
    if saved is not None:
        around.record(saved.notes["point"])
        return saved.arrays["weights"], saved.notes["epochs"]
    parts = hold_out(feedback, settings.held_out, settings.seed)
    if parts is None:
        return _alike(len(settings.members)), {}
    left, valid = parts
    points: list[dict[str, float]] = []

    def record(point: dict[str, float]) -> None:
        points.append(point)
        around.record(point)

    own = replace(around, valid=valid, record=record)
    stage = replace(own, report=part(around.report, 0.0, CHOOSING))
    trained = training.train(settings.members, left, stage, "part", {})
    found = _weights(trained.members, own, CHOOSING, CHOSEN)
    around.checkpoint.save(1, {"weights": found}, {"epochs": trained.epochs, "point": points[-1] if points else {}})
    return found, trained.epochs


def _weights(members: list[Model], around: Around, start: float, end: float) -> Floats:
    """The best weights, recorded as the one point of the blend's curve."""
    assert around.valid is not None
    holdout = holdout_of(around.valid, members[0].n_items)
    if not len(holdout):
        return _alike(len(members))
    found, reached = weights.choose(members, holdout, part(around.report, start, end))
    shares = {f"weight of {member.family}": float(weight) for member, weight in zip(members, found, strict=True)}
    around.record({"epoch": 1.0, NAME: reached} | shares)
    log.info("blend: NDCG@10 %.4f on validation data, %s", reached, shares)
    return found


def _alike(members: int) -> Floats:
    return np.full(members, 1 / members, np.float32)


def _blend(settings: BlendSettings, members: list[Model], shares: Floats) -> Blend:
    """The members that count."""
    counting = np.flatnonzero(shares)
    return Blend(settings, shares[counting], tuple(members[place] for place in counting))
