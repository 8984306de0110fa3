"""Matrix factorization on observed ratings, as in Google's MovieLens course: plain, and with L2 and gravity."""

from recsys.models.factorization import model

FAMILIES = (model.MF_FAMILY, model.REGULARIZED_FAMILY)
