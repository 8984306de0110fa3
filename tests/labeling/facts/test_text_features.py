"""What is known of a data point from its review."""

import numpy as np
from textblob import TextBlob

from recsys.labeling.facts import text_features
from tests.worlds import Rated, world

TEXTS = [
    "I love this book, it is absolutely wonderful!", "Not good. Not very good at all.", "ok", "?!", ":-) :(",
    "5 stars", "Das Buch ist großartig", "ΟΔΟΣ ★★★★☆ 😀", "it's the worst thing I've ever read", "\x00\u200b",
]  # fmt: skip


def test_text_scores_are_exactly_those_of_a_text_blob() -> None:
    dataset = world([*(Rated(0, i, 5, text) for i, text in enumerate(TEXTS)), Rated(1, 0, 5, None)])
    scores = text_features.scores(dataset)
    assert scores["polarity"][:-1].tolist() == [TextBlob(text).sentiment.polarity for text in TEXTS]
    assert scores["subjectivity"][:-1].tolist() == [TextBlob(text).sentiment.subjectivity for text in TEXTS]
    assert np.isnan([values[-1] for values in scores.values()]).all()


def test_words_are_what_stands_between_white_space() -> None:
    texts = ["  one\ttwo\n\nthree ", "5/5 stars!", "★", None, "été\u00a0😀"]
    dataset = world(Rated(0, item, 5, text) for item, text in enumerate(texts))
    np.testing.assert_array_equal(text_features.review_length(dataset), [3, 2, 1, np.nan, 2])
