"""Terms as they are typed and as they are kept."""

from recsys.labeling.text import terms


def test_what_stands_twice_is_taken_once_where_it_stood_first() -> None:
    typed = ["Great", "fine", " great", "FINE ", "good", "great"]
    assert terms.once(typed, "words") == ["Great", "fine", "good"]
    assert terms.repeated(typed, "words") == ["great", "fine"]
    assert terms.repeated(terms.once(typed, "words"), "words") == []


def test_the_case_of_a_pattern_is_part_of_it() -> None:
    assert terms.once([r"\w", r"\W", r"\w "], "pattern") == [r"\w", r"\W"]
    assert terms.repeated([r"\w", r"\W", r"\w "], "pattern") == [r"\w"]
