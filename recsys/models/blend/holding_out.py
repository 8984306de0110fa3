"""A part of what is learned from, held out to choose a blend's weights by."""

import numpy as np
import numpy.typing as npt

from recsys.models.examples import Examples
from recsys.models.feedback import Feedback, Validation


def hold_out(feedback: Feedback, share: float, seed: int) -> tuple[Feedback, Validation] | None:
    """What is left to learn from, and what is asked for: `share` of each user's examples, rounded up, at random.

    Nobody loses their only example. None where nothing that is liked would be left, or nothing would be asked for.
    """
    held = _of_each_user(feedback.examples, share, seed)
    liked = feedback.examples.label * feedback.examples.weight > 0
    if not (liked & held).any() or not (liked & ~held).any():
        return None
    asked, kept = _rows(feedback.examples, held), _rows(feedback.examples, ~held)
    visible = feedback.shelves.without(asked.user, asked.item)
    left = Feedback(
        kept, feedback.targets[~held], feedback.scale, feedback.liked_from, visible, feedback.users, feedback.n_items
    )
    rows = np.arange(len(asked), dtype=np.int32)
    return left, Validation(asked, feedback.targets[held], rows, visible, feedback.shelves)


def _of_each_user(examples: Examples, share: float, seed: int) -> npt.NDArray[np.bool_]:
    order = np.lexsort((np.random.default_rng(seed).random(len(examples)), examples.user))
    _, starts, counts = np.unique(examples.user[order], return_index=True, return_counts=True)
    place = np.arange(len(examples)) - np.repeat(starts, counts)
    held = np.zeros(len(examples), bool)
    held[order] = place < np.repeat(np.minimum(np.ceil(share * counts), counts - 1), counts)
    return held


def _rows(examples: Examples, chosen: npt.NDArray[np.bool_]) -> Examples:
    return Examples(*(getattr(examples, name)[chosen] for name in Examples.__annotations__))
