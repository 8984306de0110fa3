"""Work side by side."""

from collections.abc import Iterator

import pytest

from recsys.errors import BadInput
from recsys.threads import WORKERS, both, in_order, together


def test_what_is_done_together_comes_in_the_order_it_was_given() -> None:
    assert together([lambda: "a", lambda: "b", lambda: "c"]) == ["a", "b", "c"]
    assert together([]) == []


def test_two_different_things_are_done_together_and_the_first_error_is_raised() -> None:
    def fail(why: str) -> int:
        raise BadInput(why)

    assert both(lambda: 1, lambda: "b") == (1, "b")
    with pytest.raises(BadInput, match="first"):
        both(lambda: fail("first"), lambda: fail("second"))


def test_an_error_of_one_is_raised() -> None:
    def fail() -> int:
        raise BadInput("no")

    with pytest.raises(BadInput, match="no"):
        together([lambda: 1, fail])


def test_results_come_in_order_and_only_a_few_are_begun_before_they_are_taken() -> None:
    given: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            given.append(number)
            yield number

    results = in_order(lambda number: number * 2, numbers())
    assert next(results) == 0
    assert given == list(range(WORKERS + 1))
    assert list(results) == list(range(2, 200, 2))


def test_what_is_wrong_with_an_earlier_one_is_said_before_what_is_wrong_with_the_next() -> None:
    def numbers() -> Iterator[int]:
        yield 0
        raise BadInput("the file is cut off")

    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda number: 1 / number, numbers()))
    with pytest.raises(BadInput, match="cut off"):
        list(in_order(lambda number: 1 + number, numbers()))
