"""Item-item neighbors by implicit. Imports implicit: only for processes that train."""

import warnings

import numpy as np
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender
from implicit.utils import ParameterWarning

from recsys.models.baselines import evidence
from recsys.models.baselines.item_neighbors import BM25Settings, CosineSettings, ItemBM25, ItemCosine, ItemNeighbors
from recsys.models.contract import Around
from recsys.models.feedback import Feedback


def fit(feedback: Feedback, settings: CosineSettings, around: Around) -> ItemNeighbors:
    """Each item's nearest; one call of implicit's, which can be canceled before and after."""
    around.report(0.0, "comparing the items")
    liked = evidence.matrix(feedback, settings.touched)
    kept = min(settings.neighbors, feedback.n_items)
    kind: type[ItemNeighbors] = ItemCosine
    found = CosineRecommender(K=kept, num_threads=1)
    if isinstance(settings, BM25Settings):
        kind, found = ItemBM25, BM25Recommender(K=kept, K1=settings.k1, B=settings.b, num_threads=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ParameterWarning)  # implicit's of what implicit itself hands on
        found.fit(liked.astype(np.float64), show_progress=False)
    around.report(0.95, "keeping the neighbors")
    alike = found.similarity.tocsr()
    alike.eliminate_zeros()
    alike.sort_indices()
    data, indices, indptr = alike.data.astype(np.float32), alike.indices.astype(np.int32), alike.indptr.astype(np.int64)
    return kind(settings, data, indices, indptr, evidence.popularity(liked), np.array(feedback.liked_from))
