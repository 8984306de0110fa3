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


def test_patterns_that_differ_in_capitals_only_find_the_same_and_the_first_is_kept() -> None:
    typed = ["dnf", "DNF", r"\bGood\W", r"\bgood\W", r"\bgood\w", "Dnf "]
    assert terms.once(typed, "pattern") == ["dnf", r"\bGood\W", r"\bgood\w"]
    assert terms.repeated(typed, "pattern") == ["dnf", r"\bGood\W"]


def test_capitals_count_where_a_pattern_gives_them_a_meaning() -> None:
    different = ["(?U)a+b", "(?u)a+b", "(?-i)dnf", "(?-i)DNF", "(?s-i:dnf)", "(?s-i:DNF)", r"\p{Lu}x", r"\p{lu}x"]
    assert terms.once(different, "pattern") == different
    assert terms.once(["(?:A|B)", "(?:a|b)"], "pattern") == ["(?:A|B)"]
