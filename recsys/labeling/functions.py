"""Labeling functions as data: declared, checked, written to JSON and read back; `votes` applies them."""

import json
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from recsys.data.dataset import Dataset
from recsys.errors import BadInput
from recsys.labeling import lookups, python_functions
from recsys.labeling.export import embedded_functions
from recsys.labeling.facts import features
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.text import terms
from recsys.labeling.text.terms import Matching, Side
from recsys.settings import Settings, checked

MAX_FUNCTIONS = 39  # a row's votes are then one 64-bit number in base 3
COMPARE_IT = "Compare it with one downloaded on the page Versions, or written by `label functions --format json`."

Comparison = Literal[">", ">=", "<", "<="]


def _identifier(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", name):
        raise ValueError(f"“{name[:80]}” can't be a function's name: use letters, digits and _, no digit first")
    return name


Name = Annotated[str, AfterValidator(_identifier)]


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
                f"threshold {self.threshold:,.10g} is out of range; "
                f"{feature.title} goes from {feature.low:,.10g} to {feature.high:,.10g}"
            )
        return self


class KeywordFunction(Settings):
    """Votes 0 where the review has a term of `negative`, else 1 where it has one of `positive`, else abstains.

    matching: "substring" finds a term anywhere, as S1 published it ("5 stars" in "1.5 stars"); "words" finds whole
    words only and knows numbers; "pattern" takes each term for a regular expression, which ignores case. negation: a
    term behind “not” or the like does not count, as the module `negation` says it. disabled: terms that stay in their
    list, but are not looked for. A list that is None does not exist; one that exists is never empty.
    """

    kind: Literal["keywords"] = "keywords"
    name: Name
    matching: Matching = "words"  # before the terms, whose checks depend on it
    negation: bool = False
    negative: tuple[str, ...] | None = None
    positive: tuple[str, ...] | None = None
    disabled: tuple[str, ...] = ()
    enabled: bool = True

    @field_validator("negative", "positive", mode="after")
    @classmethod
    def _kept(cls, given: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
        return given if given is None else terms.kept(given, info.data.get("matching", "words"))

    @field_validator("disabled", mode="after")
    @classmethod
    def _cleaned(cls, given: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        return tuple(terms.cleaned(term, info.data.get("matching", "words")) for term in given)

    @model_validator(mode="after")
    def _lists(self) -> Self:
        negative, positive = set(self.negative or ()), set(self.positive or ())
        if self.negative is None and self.positive is None:
            raise ValueError("it has no keyword list; give it negative or positive terms")
        if both := negative & positive:
            raise ValueError(f"“{min(both)}” stands in both lists; keep it in one")
        if strange := set(self.disabled) - set(self.all_terms):
            raise ValueError(f"“{min(strange)[:40]}” is switched off, but stands in no list; take it out of disabled")
        if not set(self.all_terms) - set(self.disabled):
            raise ValueError("every term is switched off; switch one on, or switch off the function instead")
        return self

    @property
    def all_terms(self) -> tuple[str, ...]:
        """The terms of both lists, negative ones first, disabled ones too."""
        return (*(self.negative or ()), *(self.positive or ()))

    def disabled_of(self, earlier: "KeywordFunction") -> tuple[str, ...]:
        """The terms of this function that were switched off in an earlier form of it: what left the lists is gone."""
        listed = set(self.all_terms)
        return tuple(term for off in earlier.disabled if (term := terms.cleaned(off, self.matching)) in listed)

    def enabled_terms(self, side: Side) -> tuple[str, ...]:
        """The terms of a list that are looked for, in order."""
        off = set(self.disabled)
        return tuple(term for term in getattr(self, side) or () if term not in off)


class LookupFunction(Settings):
    """Votes `label` where the data point's item, author, genre, series or user is in a list; abstains elsewhere."""

    kind: Literal["lookup"] = "lookup"
    name: Name
    field: lookups.Field
    values: Annotated[tuple[str, ...], AfterValidator(lookups.kept)]
    label: Literal[0, 1]
    enabled: bool = True


class PythonFunction(Settings):
    """Votes as a function in the workspace's own Python file does; `python_functions` says how and when."""

    kind: Literal["python"] = "python"
    name: Name
    function: Name
    enabled: bool = True


LabelingFunction = Annotated[
    ThresholdFunction | KeywordFunction | LookupFunction | PythonFunction, Field(discriminator="kind")
]


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
    def enabled(self) -> tuple[LabelingFunction, ...]:
        """The functions that are switched on, in order: the columns of the votes."""
        return tuple(function for function in self.functions if function.enabled)

    def __getitem__(self, name: str) -> LabelingFunction:
        for function in self.functions:
            if function.name == name:
                return function
        raise BadInput(f"There is no function “{name}” in this set.")

    def changed(self, name: str, /, **fields: Any) -> "FunctionSet":
        """This set with some fields of one function set anew; raises BadInput, leaving this one as it is."""
        old = self[name]
        if isinstance(old, KeywordFunction) and "disabled" not in fields:
            listed = checked(KeywordFunction, old.model_dump() | fields | {"disabled": ()}, name)
            fields["disabled"] = listed.disabled_of(old)
        new = checked(type(old), old.model_dump() | fields, name)
        return self._of([new if function is old else function for function in self.functions], name)

    def added(self, function: LabelingFunction) -> "FunctionSet":
        """This set with one more function at its end; raises BadInput if its name is in use."""
        return self._of([*self.functions, function], function.name)

    def removed(self, name: str) -> "FunctionSet":
        """This set without one function; raises BadInput if there is none of that name."""
        old = self[name]
        return self._of([function for function in self.functions if function is not old], name)

    def renamed(self, old: str, new: str) -> "FunctionSet":
        """This set with one function called otherwise; raises BadInput if `new` is no name or in use."""
        return self.changed(old, name=new)

    def moved(self, name: str, place: int) -> "FunctionSet":
        """This set with one function at `place`, from 0, the others in their order."""
        moving = self[name]
        if not 0 <= place < len(self.functions):
            raise BadInput(f"{name} can't move to place {place}: the places are 0 to {len(self.functions) - 1}.")
        others = [function for function in self.functions if function is not moving]
        return self._of([*others[:place], moving, *others[place:]], name)

    def _of(self, functions: list[LabelingFunction], where: str) -> "FunctionSet":
        return checked(FunctionSet, {"functions": functions}, where)


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


def why_not(function: LabelingFunction, dataset: Dataset) -> str | None:
    """Why a function does not apply to a dataset, as a sentence; None if it does."""
    if isinstance(function, PythonFunction):
        reason = python_functions.why_not(function.function)
        return reason and f"{function.name} does not apply: {reason}"
    if isinstance(function, ThresholdFunction):
        lack = features.lack(function.feature, dataset)
    elif isinstance(function, LookupFunction):
        lack = lookups.lack(function.field, dataset)
    else:
        lack = None if len(dataset.reviews) else "has no review text."
    return lack and f"{function.name} does not apply: {dataset.about.name} {lack}"


def read(path: Path) -> FunctionSet:
    """A function set from a file somebody gave, as `parse` reads it; raises BadInput if it can't be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text. Choose a file that was written here.") from error
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}. Check the path.") from error
    return parse(text, str(path))


def parse(text: str, name: str) -> FunctionSet:
    """A function set from the text of a JSON file, or of a script that was exported, which is not run.

    Raises BadInput naming the file and what is wrong in it.
    """
    is_script = name.endswith(embedded_functions.SUFFIX)
    try:
        content = embedded_functions.extract(text) if is_script else json.loads(text)
    except (ValueError, RecursionError) as error:
        form = "a script that `label export` wrote" if is_script else "JSON"
        raise BadInput(f"{name} is not {form}: {error}. {COMPARE_IT}") from error
    try:
        return checked(FunctionSet, content, name)
    except BadInput as error:
        raise BadInput(f"{error} {COMPARE_IT}") from error
