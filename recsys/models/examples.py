"""What a rating model is trained on: data points with the probability that their user likes them."""

from dataclasses import dataclass

import numpy as np

from recsys.data.dataset import Floats, Ints
from recsys.errors import BadInput


@dataclass(frozen=True)
class Examples:
    """One (user, item) each, all arrays of shape (n,): label in [0, 1] (hard, or P(positive)), weight 0 or more."""

    user: Ints
    item: Ints
    label: Floats
    weight: Floats

    def __post_init__(self) -> None:
        lengths = [len(array) for array in (self.user, self.item, self.label, self.weight)]
        if len(set(lengths)) > 1:
            raise BadInput(f"Examples need one user, item, label and weight each, but there are {lengths} of them.")
        # written so that NaN fails too
        if not np.all((self.label >= 0) & (self.label <= 1)):
            wrong = int(np.sum(~((self.label >= 0) & (self.label <= 1))))
            raise BadInput(
                f"{wrong:,} of {len(self):,} labels are not probabilities from 0 to 1. Leave out those rows."
            )
        if not np.all((self.weight >= 0) & np.isfinite(self.weight)):
            raise BadInput("An example's weight is negative or not a number. Give weights of 0 or more.")

    def __len__(self) -> int:
        return len(self.user)
