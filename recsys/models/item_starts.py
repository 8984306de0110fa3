"""Item vectors from shelves alone: items that stand on the same shelves start near one another.

Touches need no label, so this is where the model's knowledge of what goes together comes from when labels are few.
"""

import numpy as np
from scipy import sparse

from recsys.data.dataset import Floats
from recsys.models.feedback import Feedback

POPULARITY_POWER = 0.4  # how far popular items are held back; .3 to .5 did alike on the demo
SPREAD = 0.2  # standard deviation of the vectors' numbers; at .05 the labels soon drown what the shelves say


def item_vectors(feedback: Feedback, width: int, seed: int) -> Floats:
    """Vectors (n_items, width): the strongest directions of the users × items matrix of those who are learned from.

    Each user counts alike whatever the shelf's length, each item less the more popular it is. Where there are fewer
    directions than numbers, the rest is noise.
    Source: truncated SVD as in Sarwar et al. 2000, by scikit-learn's randomized solver (Halko et al. 2009).
    """
    from sklearn.utils.extmath import randomized_svd  # here: only training needs it

    touched = feedback.shelves.matrix(feedback.n_items)[feedback.users]
    popularity = np.maximum(np.asarray(touched.sum(axis=0)).ravel(), 1)
    sizes = np.maximum(np.asarray(touched.sum(axis=1)).ravel(), 1)
    weighted = sparse.diags(sizes**-0.5) @ touched @ sparse.diags(popularity**-POPULARITY_POWER)
    vectors = np.random.default_rng(seed).normal(size=(feedback.n_items, width))
    directions = min(width, *weighted.shape)
    _, strength, found = randomized_svd(weighted, directions, random_state=seed)
    vectors[:, :directions] = found.T * strength
    spread = float(vectors[:, :directions].std())
    if spread > np.finfo(np.float32).eps * float(np.abs(vectors).max(initial=0)):  # else: one item, or all alike
        vectors[:, :directions] /= spread
    return (vectors * SPREAD).astype(np.float32)
