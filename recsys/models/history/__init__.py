"""The model for top-N that wins: what a whole history says, by a network and by a linear model, added up."""

from recsys.models.history import model

FAMILY = model.FAMILY
