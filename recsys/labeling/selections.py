"""Which data points a person asks for, as data: a click on a number, a link, a filter. `data_points` finds them."""

import json
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from recsys.errors import BadInput
from recsys.labeling.slices import Kind
from recsys.labeling.text.terms import MAX_TERM_LENGTH
from recsys.settings import Settings, checked

LONGEST = 8_000  # characters of a selection in a link
MOST_SLICES = 10

Split = Literal["train", "dev", "valid", "test", "all"]
Vote = Literal["cast", "positive", "negative", "abstain"]
Outcome = Literal["right", "wrong", "no gold"]
Relation = Literal["overlap", "agree", "conflict"]
Majority = Literal["judged", "right", "wrong"]
Queue = Literal["covered", "uncovered", "conflicted", "confident_wrong", "near_threshold"]


class InSlice(Settings):
    """A slice, as `slice_table` names it."""

    kind: Kind
    name: Annotated[str, Field(max_length=1_000)]


class Selection(Settings):
    """Data points for which everything given holds; None, "" and () ask for nothing.

    vote, outcome, relation: of `function`. An outcome is that of a vote cast. relation: `function` votes and so does
    `other`, or if that is None any other enabled function: at all, the same, or against it. queue: data points with any
    vote, with none, with votes against each other; those whose label is wrong, the surest first; those whose score is
    closest to the threshold of `function`, the closest first. majority: of the votes of all enabled functions, held
    against gold; a tie is no majority. contains: words of the review, whatever their case.
    """

    split: Split = "dev"
    function: str | None = None
    vote: Vote | None = None
    outcome: Outcome | None = None
    relation: Relation | None = None
    other: str | None = None
    queue: Queue | None = None
    majority: Majority | None = None
    gold: Literal[-1, 0, 1] | None = None
    contains: str = Field("", max_length=MAX_TERM_LENGTH)
    slices: Annotated[tuple[InSlice, ...], Field(max_length=MOST_SLICES)] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        needy = {"vote": self.vote, "outcome": self.outcome, "relation": self.relation, "other": self.other}
        if self.function is None:
            if missing := [name for name, value in needy.items() if value is not None]:
                raise ValueError(f"{missing[0]} is that of a function; say which function")
            if self.queue == "near_threshold":
                raise ValueError("near_threshold goes by a function's threshold; say which function")
        if self.other is not None and self.relation is None:
            raise ValueError("other is half of a relation; say overlap, agree or conflict")
        if self.other is not None and self.other == self.function:
            raise ValueError(f"{self.function} has no relation to itself; choose another function")
        return self


def to_text(selection: Selection) -> str:
    """A selection as short JSON, for a link."""
    given = selection.model_dump(exclude_defaults=True)
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Selection:
    """What `to_text` wrote; raises BadInput for a link that was cut off or made up."""
    if len(text) > LONGEST:
        raise BadInput(f"This link's selection has {len(text):,} characters; {LONGEST:,} are the limit. Ask for less.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput("This link's selection is not JSON: it may have been cut off. Copy the whole link.") from error
    return checked(Selection, content, "this link's selection")
