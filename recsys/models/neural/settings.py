"""How S2's networks are built and trained."""

from typing import Literal, Self

from pydantic import Field, model_validator

from recsys.settings import Settings


class NeuMFSettings(Settings):
    """How NeuMF is built and trained."""

    embedding: int = Field(32, ge=1, le=512, description="Numbers that describe an item, and a user, in each branch")
    hidden: tuple[int, ...] = Field((64, 32, 16), max_length=5, description="Widths of the layers, first to last")
    dropout: tuple[float, ...] = Field((0.5, 0.3, 0.3), description="Share of each layer left out in a training step")
    start: Literal["shelves", "random"] = Field(
        "shelves", description="Where item vectors start: from what stands on the same shelves, or at random"
    )
    spread: float = Field(0.1, gt=0, le=10, description="Standard deviation of what starts at random")
    epochs: int = Field(12, ge=1, le=10_000, description="Passes over the ratings, at most")
    batch_size: int = Field(256, ge=1, le=65_536, description="Ratings a step")
    learning_rate: float = Field(0.002, gt=0, le=1, description="Step size of the Adam optimizer")
    decay: float = Field(0.9, gt=0, le=1, description="What remains of Adam's step size from one epoch to the next")
    l2: float = Field(0.05, ge=0, le=100, description="Pull of biases and vectors towards zero; more forgets more")
    l2_layers: float = Field(0.00002, ge=0, le=100, description="Pull of the layers' weights towards zero")
    phases: Literal["adam", "adam, then sgd"] = Field(
        "adam", description="Adam with early stopping; or a second phase of plain SGD, and both run in full"
    )
    sgd_epochs: int = Field(5, ge=1, le=10_000, description="Passes of the second phase")
    sgd_learning_rate: float = Field(0.01, gt=0, le=100, description="Step size of the second phase")
    patience: int = Field(3, ge=1, description="Epochs without a better validation error before training stops")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Seed of the starting weights, the order and the dropout")

    @model_validator(mode="after")
    def _possible_layers(self) -> Self:
        if any(not 1 <= width <= 4_096 for width in self.hidden):
            raise ValueError(f"each hidden layer needs 1 to 4096 units, not {list(self.hidden)}")
        if len(self.dropout) != len(self.hidden):
            raise ValueError(f"dropout needs {len(self.hidden)} numbers, one a hidden layer, not {len(self.dropout)}")
        if any(not 0 <= share < 1 for share in self.dropout):
            raise ValueError(f"each dropout is at least 0 and less than 1, unlike {list(self.dropout)}")
        return self

    @property
    def all_epochs(self) -> int:
        """Of both phases."""
        return self.epochs + (self.sgd_epochs if self.phases == "adam, then sgd" else 0)


class HybridSettings(NeuMFSettings):
    """How the hybrid is built and trained."""

    vectors: str | None = Field(
        None,
        description="A CSV with a header, item_id first, then numbers: the items' fixed vectors. None: they are made "
        "of what the same users touch and of genres, author, series, tags and decade",
    )
    vector_width: int = Field(64, ge=2, le=1_024, description="Numbers of a vector, where they are made here")
    l2_vectors: float = Field(0.6, ge=0, le=1_000, description="Pull of each user's own taste in those vectors to zero")
