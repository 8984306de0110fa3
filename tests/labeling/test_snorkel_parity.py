"""Ours against snorkel's: votes against `PandasLFApplier`, the table against `LFAnalysis`, on random data."""

import hypothesis.extra.numpy as arrays
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from snorkel.labeling import LFAnalysis, PandasLFApplier

from recsys.data.dataset import Dataset
from recsys.labeling import analysis, features, functions, patterns, snorkel_functions, votes
from recsys.labeling.functions import KeywordFunction, LabelingFunction, ThresholdFunction
from recsys.labeling.keywords import TermHits
from recsys.labeling.votes import Voter
from tests import worlds
from tests.worlds import Rated, world

pytestmark = pytest.mark.filterwarnings("ignore:Input has data type int64")  # scipy, of snorkel

often = settings(max_examples=40, derandomize=True, deadline=None)

# Unassigned characters are left out: Rust's Unicode is newer than Python's, and knows some of them.
CHARACTERS = st.characters(exclude_categories=["Cs", "Cn"])
WORDS = [
    "5 stars", "1.5 stars", "one star", "1 star", "21 starships", "4/5", "5", ".", "½", "²", "love", "LOVE", "great",
    "awful!", "not", "İ", "ΟΔΟΣ", "ß", "हिन्दी", "हिन", "５", "\u0301", "\n", "\x1f", "\u00a0", "", "  ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(CHARACTERS, max_size=3), max_size=6).map(" ".join) | st.lists(
    st.sampled_from(WORDS), max_size=4
).map("".join)
TERMS = (st.sampled_from(WORDS) | TEXTS).map(lambda term: term.strip().lower()).filter(
    lambda term: bool(term) and term.isprintable()
)  # fmt: skip


@st.composite
def keyword_functions(draw: st.DrawFn) -> KeywordFunction:
    terms = draw(st.lists(TERMS, min_size=1, max_size=6, unique=True))
    cut = draw(st.integers(0, len(terms)))
    return KeywordFunction(
        name="keywords",
        negative=tuple(terms[:cut]) or None,
        positive=tuple(terms[cut:]) or None,
        matching=draw(st.sampled_from(["substring", "words"])),
    )


@st.composite
def threshold_functions(draw: st.DrawFn) -> ThresholdFunction:
    feature = features.FEATURES[draw(st.sampled_from(list(features.FEATURES)))]
    high = 4 if feature.name == "shared_first_author" else feature.high
    return ThresholdFunction(
        name="threshold",
        feature=feature.name,
        comparison=draw(st.sampled_from([">", ">=", "<", "<="])),
        threshold=draw(st.sampled_from([feature.low, 0.0, 0.3, 0.5, 1.0]) | st.floats(feature.low, high)),
        label=draw(st.sampled_from([0, 1])),
    )


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    pair = st.tuples(st.integers(0, 3), st.integers(0, 4))
    rated = draw(st.lists(pair, min_size=1, max_size=12, unique=True))
    points = [Rated(u, i, draw(st.integers(1, 5)), draw(st.none() | TEXTS)) for u, i in rated]
    authors = draw(st.none() | st.lists(st.sampled_from(["ann", "bob", None]), min_size=5, max_size=5))
    return features.add(world(points, authors, draw(st.lists(pair, max_size=8))))


def snorkel_votes(dataset: Dataset, chosen: list[LabelingFunction]) -> npt.NDArray[np.int64]:
    lfs = snorkel_functions.labeling_functions(chosen, dataset)
    rows = snorkel_functions.rows(dataset, dataset.rows("all"))
    return PandasLFApplier(lfs).apply(rows, progress_bar=False)


def assert_tables_are_equal(ours: pd.DataFrame, L: npt.NDArray[np.integer], gold: npt.NDArray[np.integer]) -> None:
    """Snorkel 0.10 gives a function that never voted the accuracy 0, where ours is missing."""
    snorkels = LFAnalysis(L).lf_summary(gold)
    assert [list(map(int, labels)) for labels in snorkels["Polarity"]] == ours["polarity"].tolist()
    for column, name in (
        ("Coverage", "coverage"), ("Overlaps", "overlaps"), ("Conflicts", "conflicts"),
        ("Correct", "correct"), ("Incorrect", "incorrect"),
    ):  # fmt: skip
        np.testing.assert_allclose(ours[name], snorkels[column], rtol=1e-12, atol=0)
    np.testing.assert_allclose(ours["accuracy"].fillna(0), snorkels["Emp. Acc."], rtol=1e-12, atol=1e-15)
    assert (ours["accuracy"].isna() == (snorkels["Coverage"] == 0).to_numpy()).all()


ALONE = features.add(world([Rated(0, 0, 5, "5 stars")], authors=["ann"]))


@often
@given(datasets(), st.lists(keyword_functions() | threshold_functions(), max_size=4))
@example(ALONE, [])
def test_votes_and_table_equal_snorkels(dataset: Dataset, more: list[LabelingFunction]) -> None:
    chosen = [
        function.model_copy(update={"name": f"f{j}"})
        for j, function in enumerate([*functions.published().functions, *more])
    ]
    columns = Voter(dataset).columns(chosen, dataset.rows("all"))
    L = snorkel_votes(dataset, chosen)
    np.testing.assert_array_equal(votes.matrix(columns, len(L)), L)
    names = [function.name for function in chosen]
    gold = dataset.gold("all")
    assert_tables_are_equal(analysis.summary(patterns.count(columns, gold), names), L, gold)


@often
@given(st.data(), st.integers(1, 30), st.integers(1, 12))
def test_the_table_of_any_votes_equals_snorkels(data: st.DataObject, n: int, m: int) -> None:
    L = data.draw(arrays.arrays(np.int8, (n, m), elements=st.integers(-1, 1)))
    gold = data.draw(arrays.arrays(np.int8, n, elements=st.integers(0, 1)))
    found = patterns.count(list(np.asfortranarray(L).T), gold)
    assert_tables_are_equal(analysis.summary(found, [f"f{j}" for j in range(m)]), L.astype(int), gold.astype(int))
    assert analysis.coverage(found) == pytest.approx(LFAnalysis(L).label_coverage(), rel=1e-12)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(TERMS, st.lists(TEXTS, max_size=5))
@example("5 stars", ["5\x1fstars", "5\u00a0stars", "5\u200bstars"])
def test_whole_words_are_the_same_to_both_engines(term: str, around: list[str]) -> None:
    texts = [*around, *(text + term + text for text in around), term, term * 2, f"x{term}", f"{term}x", f"1.{term}/2"]
    ours = TermHits(worlds.reviews(*texts)).of(term, "words").tolist()
    assert ours == [i for i, text in enumerate(texts) if snorkel_functions._contains_words(term, text.lower())]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(TERMS, st.text(CHARACTERS, max_size=2), st.text(CHARACTERS, max_size=2))
def test_what_may_stand_around_a_word_is_the_same_to_both_engines(term: str, before: str, after: str) -> None:
    text = before + term + after
    ours = TermHits(worlds.reviews(text)).of(term, "words").tolist() == [0]
    assert ours == snorkel_functions._contains_words(term, text.lower())


def test_snorkel_sees_the_data_points_of_the_tutorial() -> None:
    dataset = world([Rated(0, 0, 5, "fine"), Rated(0, 2, 3), Rated(1, 1, 4, " ")], touched=[(0, 1)], split={1: 3})
    rows = snorkel_functions.rows(dataset, dataset.rows("train"))
    assert rows.to_dict("list") == {
        "user_idx": [0, 0],
        "book_idxs": [(0, 1, 2), (0, 1, 2)],
        "book_idx": [0, 2],
        "rating": [1, 0],
        "review_text": ["fine", None],
    }
    assert snorkel_functions.rows(dataset, dataset.rows("test"))["review_text"].tolist() == [None]
