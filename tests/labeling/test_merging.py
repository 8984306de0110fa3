"""Two functions made one, by hand; and a merged function votes wherever one of the two did."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recsys.errors import BadInput
from recsys.labeling import merging
from recsys.labeling.functions import (
    FunctionSet,
    KeywordFunction,
    LabelingFunction,
    LookupFunction,
    PythonFunction,
    ThresholdFunction,
)
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world


def threshold(name: str, comparison: str, at: float, feature: str = "polarity", label: int = 1) -> ThresholdFunction:
    return ThresholdFunction(name=name, feature=feature, comparison=comparison, threshold=at, label=label)


def one_of(first: LabelingFunction, second: LabelingFunction) -> LabelingFunction:
    """What the two become, between two others that stay as they are."""
    around = [threshold("before", ">", 0.9), threshold("after", "<", -0.9)]
    merged = merging.merged(FunctionSet(functions=(around[0], first, second, around[1])), first.name, second.name)
    assert [f.name for f in merged.functions] == ["before", first.name, "after"]
    assert (merged["before"], merged["after"]) == tuple(around)
    return merged[first.name]


def test_keyword_functions_become_one_with_the_terms_of_both() -> None:
    first = KeywordFunction(name="a", negative=("bad", "awful"), positive=("good",), disabled=("awful", "good"))
    second = KeywordFunction(name="b", positive=("good", "fine", "nice"), disabled=("nice",))
    # “good” is off in one and on in the other, so it is looked for; “awful” and “nice” are off where they stand.
    assert one_of(first, second) == KeywordFunction(
        name="a", negative=("bad", "awful"), positive=("good", "fine", "nice"), disabled=("awful", "nice")
    )
    assert one_of(second, first).negative == ("bad", "awful")
    assert one_of(KeywordFunction(name="a", positive=("x",)), second).negative is None


@pytest.mark.parametrize(
    ("first", "second", "looser"),
    [
        ((">", 0.3), (">", 0.2), (">", 0.2)),
        ((">", 0.2), (">=", 0.3), (">", 0.2)),
        ((">", 0.3), (">=", 0.3), (">=", 0.3)),
        (("<", 0.3), ("<=", 0.4), ("<=", 0.4)),
        (("<=", 0.3), ("<", 0.3), ("<=", 0.3)),
        (("<", -0.1), ("<", -0.5), ("<", -0.1)),
    ],
)
def test_threshold_functions_become_the_looser_of_the_two(
    first: tuple[str, float], second: tuple[str, float], looser: tuple[str, float]
) -> None:
    assert one_of(threshold("a", *first), threshold("b", *second)) == threshold("a", *looser)


def test_lists_become_one_list() -> None:
    first = LookupFunction(name="a", field="author", values=("ann", "bob"), label=1)
    second = LookupFunction(name="b", field="author", values=("bob", "eve"), label=1)
    assert one_of(first, second) == LookupFunction(name="a", field="author", values=("ann", "bob", "eve"), label=1)


WORDS = KeywordFunction(name="a", positive=("good",))
AUTHORS = LookupFunction(name="a", field="author", values=("ann",), label=1)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        (WORDS, KeywordFunction(name="b", positive=("x",), matching="substring"), "Choose the same matching in both"),
        (WORDS, KeywordFunction(name="b", positive=("x",), negation=True), "Only one of a and b passes over"),
        (WORDS, KeywordFunction(name="b", negative=("good",)), "“good” stands in both lists; keep it in one"),
        (WORDS, threshold("b", ">", 0.1), "a and b are of two kinds, and no one rule says what both say"),
        (threshold("a", ">", 0.1), threshold("b", ">", 0.5, "subjectivity"), "a and b go by two scores"),
        (threshold("a", ">", 0.1), threshold("b", ">", 0.1, label=0), "a and b vote for different labels"),
        (threshold("a", ">", 0.1), threshold("b", "<", 0.1), "One of a and b votes above its threshold, the other"),
        (
            AUTHORS, LookupFunction(name="b", field="user", values=("ann",), label=1),
            "One of a and b has a list of authors, the other of users",
        ),
        (AUTHORS, LookupFunction(name="b", field="author", values=("ann",), label=0), "vote for different labels"),
        (PythonFunction(name="a", function="f"), PythonFunction(name="b", function="g"), "write a function in the"),
        (WORDS, WORDS, "a is one function already. Name two."),
    ],
)  # fmt: skip
def test_two_that_are_no_one_function_are_refused_with_what_to_do(
    first: LabelingFunction, second: LabelingFunction, sentence: str
) -> None:
    current = FunctionSet(functions=(first,) if first is second else (first, second))
    with pytest.raises(BadInput, match=sentence):
        merging.merged(current, first.name, second.name)
    assert sentence in (merging.why_not(current, first.name, second.name) or "")


def test_two_that_can_be_merged_have_no_reason_against_it() -> None:
    assert merging.why_not(FunctionSet(functions=(WORDS, KeywordFunction(name="b", positive=("x",)))), "a", "b") is None


terms = st.lists(st.sampled_from(["good", "bad", "odd"]), min_size=1, max_size=2, unique=True).map(tuple)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.tuples(terms, terms),
    st.tuples(st.sampled_from([">", ">="]), st.sampled_from([0.0, 0.5])),
    st.tuples(st.sampled_from([">", ">="]), st.sampled_from([0.0, 0.5])),
)
def test_the_merged_one_votes_where_either_did(
    positive: tuple[tuple[str, ...], tuple[str, ...]], first: tuple[str, float], second: tuple[str, float]
) -> None:
    texts = ["good", "bad", "odd", "good bad", "none"]
    dataset = world([Rated(0, item, 5, text) for item, text in enumerate(texts)])
    voter = Voter(replace(dataset, features={"polarity": np.array([-0.5, 0.0, 0.25, 0.5, np.nan])}))
    pairs: list[tuple[LabelingFunction, LabelingFunction]] = [
        (threshold("a", *first), threshold("b", *second)),
        (KeywordFunction(name="a", positive=positive[0]), KeywordFunction(name="b", positive=positive[1])),
    ]
    for one, other in pairs:
        either = np.maximum(voter.column(one), voter.column(other))
        assert voter.column(one_of(one, other)).tolist() == either.tolist()
