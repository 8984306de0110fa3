"""A softmax over all items from the history's embeddings, genres and years, as in Google's MovieLens course."""

from recsys.models.softmax import model

FAMILY = model.FAMILY
