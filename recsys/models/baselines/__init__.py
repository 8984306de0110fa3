"""What users would pick instead of our models: popularity, linear models, and those of implicit and scikit-surprise."""

from recsys.models.baselines import biases, ease, factors, item_neighbors, popularity, star_factors, star_neighbors

FAMILIES = (
    popularity.FAMILY,
    item_neighbors.COSINE,
    item_neighbors.BM25,
    factors.ALS_FAMILY,
    factors.BPR_FAMILY,
    ease.FAMILY,
    biases.FAMILY,
    star_factors.SVD_FAMILY,
    star_factors.SVDPP_FAMILY,
    star_neighbors.FAMILY,
)
