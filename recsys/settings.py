"""Settings are frozen and passed whole; where they come from outside (JSON, a form), unknown fields are an error."""

from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from recsys import validation
from recsys.errors import BadInput


class Settings(BaseModel):
    """Base of all settings."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


S = TypeVar("S", bound=Settings)


def checked(kind: type[S], values: Any, where: str) -> S:
    """`values` as settings of `kind`; raises BadInput naming `where` and each field that is wrong."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise BadInput(f"{where}: {validation.sentence(error)}") from error


SplitBy = Literal["user", "holdout", "time"]
SPLIT_HELP = (
    "user: whole users go to one split; holdout: ratings drawn at random, whoever gave them; "
    "time: the latest ratings are test"
)


class BuildSettings(Settings):
    """How a source becomes a dataset: who is kept, what counts as liked, how users are split. S1's own by default."""

    min_item_ratings: int = Field(100, ge=0, description="Leave out items with fewer ratings than this")
    max_item_ratings: int = Field(15_000, ge=1, description="Leave out items with more ratings than this")
    min_user_items: int = Field(25, ge=1, description="Leave out users who touched fewer items than this")
    max_user_items: int = Field(200, ge=1, description="Leave out users who touched more items than this")
    positive_from: float = Field(4.0, gt=0, description="Stars from which a rating counts as liked")
    split: SplitBy = Field("user", description=SPLIT_HELP)
    test_fraction: float = Field(0.05, ge=0, lt=1, description="Share held out for the final numbers")
    dev_fraction: float = Field(0.01, ge=0, lt=1, description="Of the rest: share whose ratings tune the functions")
    valid_fraction: float = Field(0.01, ge=0, lt=1, description="Of what then remains: share for early stopping")
    seed: int = Field(42, ge=0, description="Seed of the split")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for what, low, high in (
            ("ratings of an item", self.min_item_ratings, self.max_item_ratings),
            ("items of a user", self.min_user_items, self.max_user_items),
        ):
            if low > high:
                raise ValueError(
                    f"{what}: at least {low:,} and at most {high:,} can't both be; lower the one or raise the other"
                )
        return self


class About(Settings):
    """Where a dataset comes from, in words for people."""

    name: str
    source: Literal["demo", "goodreads", "movielens", "goodbooks", "table"]
    synthetic: bool
    description: str = Field(description="One sentence: what these data are")
    license: str = ""
    text_noun: Literal["review", "tags"] = Field("review", description="What the text of a data point is")
    item_noun: str = Field("book", description="What an item is called: book, film, item")
    created: str = Field(description="ISO 8601, UTC")
