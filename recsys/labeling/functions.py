"""Labeling functions as data: declared, checked, written to JSON and read back; `votes` applies them."""

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling.features import FEATURES
from recsys.settings import Settings, checked

MAX_FUNCTIONS = 39  # a row's votes are then one 64-bit number in base 3
MAX_TERMS = 1_000
MAX_TERM_LENGTH = 200

Comparison = Literal[">", ">=", "<", "<="]
Matching = Literal["substring", "words"]


def _identifier(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", name):
        raise ValueError(f"“{name[:80]}” can't be a function's name: use letters, digits and _, no digit first")
    return name


def _terms(terms: tuple[str, ...]) -> tuple[str, ...]:
    """Terms as they are matched: lower case, without space around. Refuses what can't be meant."""
    found = tuple(term.strip().lower() for term in terms)
    if not found:
        raise ValueError("the list is empty; add a term, or switch the function off")
    if len(found) > MAX_TERMS:
        raise ValueError(f"the list has {len(found):,} terms; {MAX_TERMS:,} are the limit")
    for term in found:
        if not term:
            raise ValueError("a term is empty; remove the empty line")
        if len(term) > MAX_TERM_LENGTH:
            raise ValueError(f"“{term[:40]}…” has {len(term):,} characters; {MAX_TERM_LENGTH} are the limit")
        if not term.isprintable():
            raise ValueError(f"{term!r} has a character that can't be seen; type the term again")
        if found.count(term) > 1:
            raise ValueError(f"“{term}” stands twice; keep it once")
    return found


Name = Annotated[str, AfterValidator(_identifier)]
Terms = Annotated[tuple[str, ...], AfterValidator(_terms)]


class ThresholdFunction(Settings):
    """Votes `label` where a feature compares so with a threshold; abstains elsewhere, and where it is unknown."""

    kind: Literal["threshold"] = "threshold"
    name: Name
    feature: str
    comparison: Comparison
    threshold: float
    label: Literal[0, 1]
    enabled: bool = True

    @model_validator(mode="after")
    def _in_range(self) -> Self:
        feature = FEATURES.get(self.feature)
        if feature is None:
            raise ValueError(f"there is no feature “{self.feature}”; there are {', '.join(FEATURES)}")
        if not feature.low <= self.threshold <= feature.high:
            raise ValueError(
                f"threshold {self.threshold:g} is out of range; "
                f"{feature.title} goes from {feature.low:g} to {feature.high:g}"
            )
        return self


class KeywordFunction(Settings):
    """Votes 0 where the review has a term of `negative`, else 1 where it has one of `positive`, else abstains.

    matching: "substring" finds a term anywhere, as S1 published it ("5 stars" in "1.5 stars"); "words" finds whole
    words only and knows numbers. A list that is None does not exist; one that exists is never empty.
    """

    kind: Literal["keywords"] = "keywords"
    name: Name
    negative: Terms | None = None
    positive: Terms | None = None
    matching: Matching = "words"
    enabled: bool = True

    @model_validator(mode="after")
    def _lists(self) -> Self:
        if self.negative is None and self.positive is None:
            raise ValueError("it has no keyword list; give it negative or positive terms")
        if both := set(self.negative or ()) & set(self.positive or ()):
            raise ValueError(f"“{min(both)}” stands in both lists; keep it in one")
        return self


LabelingFunction = Annotated[ThresholdFunction | KeywordFunction, Field(discriminator="kind")]


class FunctionSet(Settings):
    """The functions one works with, in order; no name twice."""

    format: Literal[1] = 1
    functions: tuple[LabelingFunction, ...]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [function.name for function in self.functions]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two functions are called “{twice[0]}”; rename one")
        if len(names) > MAX_FUNCTIONS:
            raise ValueError(f"there are {len(names)} functions; {MAX_FUNCTIONS} are the limit")
        return self

    @property
    def enabled(self) -> tuple[ThresholdFunction | KeywordFunction, ...]:
        """The functions that are switched on, in order: the columns of the votes."""
        return tuple(function for function in self.functions if function.enabled)

    def __getitem__(self, name: str) -> ThresholdFunction | KeywordFunction:
        for function in self.functions:
            if function.name == name:
                return function
        raise BadInput(f"There is no function “{name}” in this set.")

    def changed(self, name: str, /, **fields: Any) -> "FunctionSet":
        """This set with some fields of one function set anew; raises BadInput, leaving this one as it is."""
        old = self[name]
        new = checked(type(old), old.model_dump() | fields, name)
        functions = [new if function is old else function for function in self.functions]
        return checked(FunctionSet, {"functions": functions}, name)


def published() -> FunctionSet:
    """The five functions of S1 (Snorkel's recommender tutorial), at their published settings."""
    return FunctionSet(
        functions=(
            KeywordFunction(
                name="stars_in_review",
                negative=(
                    "one star", "1 star", "two star", "2 star", "3 star", "three star", "3.5 star", "2.5 star",
                    "1 out of 5", "2 out of 5", "3 out of 5",
                ),
                positive=("5 stars", "five stars", "four stars", "4 stars", "4.5 stars"),
                matching="substring",
            ),
            ThresholdFunction(
                name="shared_first_author", feature="shared_first_author", comparison=">", threshold=15, label=1
            ),
            ThresholdFunction(name="polarity_positive", feature="polarity", comparison=">", threshold=0.3, label=1),
            ThresholdFunction(
                name="subjectivity_positive", feature="subjectivity", comparison=">", threshold=0.75, label=1
            ),
            ThresholdFunction(name="polarity_negative", feature="polarity", comparison="<", threshold=0.0, label=0),
        )
    )  # fmt: skip


def why_not(function: ThresholdFunction | KeywordFunction, dataset: Dataset) -> str | None:
    """Why a function does not apply to a dataset, as a sentence; None if it does."""
    if isinstance(function, KeywordFunction):
        missing = None if len(dataset.reviews) else "review text"
    else:
        missing = None if function.feature in dataset.features else FEATURES[function.feature].needs
    return missing and f"{function.name} does not apply: {dataset.about.name} has no {missing}."


def starting_set(dataset: Dataset) -> FunctionSet:
    """The published functions that apply to a dataset; which may be none."""
    return FunctionSet(functions=tuple(f for f in published().functions if why_not(f, dataset) is None))


def read(path: Path) -> FunctionSet:
    """A function set from a JSON file somebody gave; raises BadInput naming the file and what is wrong in it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}. Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path} is not JSON: {error}. `label functions --format json` shows the form.") from error
    return checked(FunctionSet, content, str(path))
