"""Reviews to read: with a term, of dev first, never of test, the same each time."""

from recsys.columns import DEV, TEST
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import samples
from recsys.labeling.votes import Voter
from tests.worlds import Rated, world

GOOD = KeywordFunction(name="good", positive=("good", "fine"))
VOTER = Voter(
    world(
        [
            Rated(0, 0, 4, "a good one, of train"),
            Rated(0, 1, 4, "another good one, of train"),
            Rated(1, 0, 4, "fine, of dev"),
            Rated(1, 1, 4, "good, of dev"),
            Rated(1, 2, 4, "dull, of dev"),
            Rated(2, 0, 4, "good, of test"),
        ],
        split={1: DEV, 2: TEST},
    )
)


def test_reviews_of_dev_come_first_and_train_fills_up() -> None:
    found = samples.with_terms(VOTER, GOOD, ["good"], 2)
    assert found[0] == "good, of dev"
    assert found[1].endswith("of train")
    assert samples.with_terms(VOTER, GOOD, ["good"], 2) == found


def test_a_review_with_two_of_the_terms_stands_once_and_test_is_never_read() -> None:
    found = samples.with_terms(VOTER, GOOD, ["good", "fine"], 10)
    assert len(found) == len(set(found)) == 4
    assert not any("test" in text for text in found)


def test_terms_that_nobody_wrote_have_no_review() -> None:
    assert samples.with_terms(VOTER, GOOD, ["superb"], 5) == []
    assert samples.with_terms(VOTER, GOOD, [], 5) == []


def test_of_several_terms_each_has_its_turn() -> None:
    found = samples.of_each(VOTER, GOOD, ["good", "fine"], 2)
    assert found == ["good, of dev", "fine, of dev"]
    assert samples.of_each(VOTER, GOOD, ["fine", "good", "fine, of"], 3)[:2] == ["fine, of dev", "good, of dev"]
    assert len(samples.of_each(VOTER, GOOD, ["good", "fine"], 10)) == 4
    assert samples.of_each(VOTER, GOOD, [], 5) == samples.of_each(VOTER, GOOD, ["superb"], 5) == []
