"""How well a model ranks what it is validated with: what families that learn in epochs stop by."""

import numpy as np

from recsys.evaluation import ranking
from recsys.models.contract import Model
from recsys.models.feedback import Validation

NAME = "valid_ndcg"


def ranking_of(model: Model, valid: Validation) -> dict[str, float]:
    """NDCG@10 of what users turn out to like, by what they show; empty where nobody likes anything that is asked."""
    holdout = holdout_of(valid, model.n_items)
    return {NAME: ranking.evaluate(model.scores, holdout)[f"ndcg@{ranking.K}"]} if len(holdout) else {}


def holdout_of(valid: Validation, n_items: int) -> ranking.Holdout:
    """Who shows what and likes what of that which is asked; users who like nothing of it are left out."""
    liked = valid.asked[valid.examples.label[valid.asked] > 0.5]
    user, item = valid.examples.user[liked], valid.examples.item[liked]
    order = np.lexsort((item, user))
    users, starts = np.unique(user[order], return_index=True)
    visible = [valid.visible.of(one) for one in users.tolist()]
    relevant = np.split(item[order], starts[1:]) if len(users) else []
    return ranking.Holdout(users, visible, relevant, n_items)
