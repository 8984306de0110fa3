"""Who touches alike: a user's taste as a few numbers, found from the shelf alone, whoever's it is."""

from typing import NamedTuple

import numpy as np
from scipy import sparse

from recsys.data.dataset import Floats, Ints
from recsys.models import item_features
from recsys.models.feedback import Feedback
from recsys.progress import Report, silent

ITEM_DAMPING = 5.0  # touches of nobody's
SHELF_DAMPING = 30.0  # in squares of what items count: of short shelves little is claimed


class Tastes(NamedTuple):
    """touch: (n_items,), what each counts. directions: (n_items, width at most). users: (users learned from, same)."""

    touch: Floats
    directions: Floats
    users: Floats


def tastes_of(feedback: Feedback, width: int, seed: int, report: Report = silent) -> Tastes:
    """The directions in which the shelves of those who are learned from differ most."""
    touched = feedback.shelves.matrix(feedback.n_items)[feedback.users]
    touch = (1 / np.log(np.asarray(touched.sum(0)).ravel() + ITEM_DAMPING)).astype(np.float32)
    weighted = touched @ sparse.diags(touch)
    sizes = np.asarray(weighted.power(2).sum(1)).ravel()
    weighted = (sparse.diags((sizes + SHELF_DAMPING) ** -0.5) @ weighted).tocsr()
    directions = item_features.directions(weighted, width, seed, report).astype(np.float32)
    return Tastes(touch, directions, (weighted @ directions).astype(np.float32))


def of_shelf(items: Ints, touch: Floats, directions: Floats) -> Floats:
    """(width,): the taste of whoever touched `items`."""
    counts = touch[items]
    return (counts @ directions[items] / np.sqrt(counts @ counts + SHELF_DAMPING)).astype(np.float32)
