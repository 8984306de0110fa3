"""Models of models: several families trained on the same, their scores added up."""

from recsys.models.blend import model

FAMILY = model.FAMILY
