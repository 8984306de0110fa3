"""The members of a blend, trained one after another on the same, so that it can be stopped and gone on with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from recsys.models import families
from recsys.models.checkpoints import Checkpoint
from recsys.models.contract import Around, Model
from recsys.models.feedback import Feedback
from recsys.progress import Report, part


@dataclass(frozen=True)
class Trained:
    """Members, and of those that learn in epochs, how many were worth it."""

    members: list[Model]
    epochs: dict[str, int]


def train(names: Sequence[str], feedback: Feedback, around: Around, stage: str, epochs: dict[str, int]) -> Trained:
    """A model of each family, with its own settings but for the `epochs` that are given.

    stage: in whose name members keep how far they have got. Their curves are theirs: nothing of them is recorded.
    """
    members, worth = [], {}
    for place, name in enumerate(names):
        family = families.named(name)
        settings = family.settings()
        if name in epochs:
            settings = settings.model_copy(update={"epochs": epochs[name]})
        curve: list[dict[str, float]] = []
        own = replace(
            around,
            report=_said(part(around.report, place / len(names), (place + 1) / len(names)), family.title),
            record=curve.append,
            checkpoint=_own(around.checkpoint, f"{stage}-{name}"),
        )
        members.append(family.fit(feedback, settings, own))
        if "patience" in family.settings.model_fields and curve:
            worth[name] = _epochs_worth(settings, len(curve))
    return Trained(members, worth)


def _epochs_worth(settings: Any, done: int) -> int:
    """The epochs to the best one, after which training went on only for patience."""
    return max(done - settings.patience, 1) if done < settings.epochs else done


def _said(report: Report, title: str) -> Callable[[float, str], None]:
    return lambda fraction, message: report(fraction, f"{title}: {message}")


def _own(checkpoint: Checkpoint, name: str) -> Checkpoint:
    return Checkpoint(checkpoint.folder / name if checkpoint.folder else None)
