"""What is different between two function sets, in words."""

from recsys.labeling import changes, functions
from recsys.labeling.functions import FunctionSet, ThresholdFunction

PUBLISHED = functions.published()


def rows(before: FunctionSet, after: FunctionSet) -> list[tuple[str, ...]]:
    return [tuple(row) for row in changes.between(before, after).itertuples(index=False)]


def test_nothing_changed_is_no_row() -> None:
    assert rows(PUBLISHED, PUBLISHED) == []


def test_a_threshold_and_a_switch_are_a_row_each() -> None:
    after = PUBLISHED.changed("polarity_positive", threshold=0.35).changed("polarity_negative", enabled=False)
    assert rows(PUBLISHED, after) == [
        ("polarity_positive", "threshold", "0.3", "0.35"),
        ("polarity_negative", "enabled", "yes", "no"),
    ]


def test_of_keyword_lists_only_the_difference_is_told() -> None:
    before = PUBLISHED.changed("stars_in_review", positive=("5 stars", "four stars"))
    after = PUBLISHED.changed("stars_in_review", positive=("5 stars", "loved it", "a gem"))
    assert rows(before, after) == [
        ("stars_in_review", "positive", "without “four stars”", "with “loved it”, “a gem”"),
    ]


def test_functions_come_and_go() -> None:
    new = ThresholdFunction(name="cold", feature="polarity", comparison="<", threshold=-0.5, label=0)
    after = FunctionSet(functions=(*PUBLISHED.functions[:4], new))
    assert [row[:2] for row in rows(PUBLISHED, after)] == [("polarity_negative", "removed"), ("cold", "added")]
    assert rows(PUBLISHED, after)[1][3] == "feature polarity, comparison <, threshold -0.5, label 0"


def test_another_order_alone_is_told_too() -> None:
    after = FunctionSet(functions=PUBLISHED.functions[::-1])
    assert [row[1] for row in rows(PUBLISHED, after)] == ["order"]
