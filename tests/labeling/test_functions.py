"""Labeling functions as data: what is kept, what is refused and with which sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from recsys.errors import BadInput
from recsys.labeling import functions
from recsys.labeling.facts import features
from recsys.labeling.functions import FunctionSet, KeywordFunction, ThresholdFunction
from tests.worlds import Rated, world


def keywords(**fields: Any) -> FunctionSet:
    return functions.published().changed("stars_in_review", **fields)


def threshold(**fields: Any) -> FunctionSet:
    return functions.published().changed("polarity_positive", **fields)


def test_the_published_set_is_that_of_the_tutorial() -> None:
    assert [function.name for function in functions.published().functions] == [
        "stars_in_review", "shared_first_author", "polarity_positive", "subjectivity_positive", "polarity_negative",
    ]  # fmt: skip


def test_a_set_comes_back_from_json_as_it_was(tmp_path: Path) -> None:
    current = threshold(threshold=-0.123456789012345, enabled=False).changed(
        "stars_in_review", positive=["ünïcödé ★", 'a "quote"'], negative=None, matching="words"
    )
    file = tmp_path / "functions.json"
    file.write_text(json.dumps(current.model_dump(mode="json")), encoding="utf-8")
    assert functions.read(file) == current


def test_a_change_leaves_the_old_set_as_it_was() -> None:
    old = functions.published()
    new = old.changed("polarity_positive", threshold=0.5)
    assert (old["polarity_positive"], new["polarity_positive"]) == (
        functions.published()["polarity_positive"],
        ThresholdFunction(name="polarity_positive", feature="polarity", comparison=">", threshold=0.5, label=1),
    )


def test_patterns_are_kept_as_they_were_typed() -> None:
    function = KeywordFunction(name="f", positive=(r" \Wgood ", r"\wgood"), matching="pattern")
    assert function.positive == (r"\Wgood", r"\wgood")


def test_a_set_of_an_earlier_release_reads_as_it_was_meant(tmp_path: Path) -> None:
    file = tmp_path / "functions.json"
    old = {
        "kind": "keywords",
        "name": "f",
        "negative": ["bad"],
        "positive": None,
        "matching": "substring",
        "enabled": True,
    }
    file.write_text(json.dumps({"format": 1, "functions": [old]}))
    function = functions.read(file)["f"]
    assert function == KeywordFunction(name="f", negative=("bad",), matching="substring", negation=False, disabled=())


def test_a_set_with_patterns_comes_back_from_json_as_it_was(tmp_path: Path) -> None:
    current = keywords(
        matching="pattern", negative=[r"\bbad\b", "مرحبا|👍🏽"], positive=["good"], negation=True, disabled=["good"]
    )
    file = tmp_path / "functions.json"
    file.write_text(json.dumps(current.model_dump(mode="json")), encoding="utf-8")
    assert functions.read(file) == current


def test_disabled_terms_stay_in_their_list_but_are_not_looked_for() -> None:
    function = KeywordFunction(name="f", negative=("bad", "sad"), positive=("good",), disabled=(" SAD", "good"))
    assert function.disabled == ("sad", "good")
    assert function.all_terms == ("bad", "sad", "good")
    assert (function.enabled_terms("negative"), function.enabled_terms("positive")) == (("bad",), ())
    assert KeywordFunction(name="f", positive=("good",)).enabled_terms("negative") == ()


def test_a_disabled_term_that_leaves_its_list_is_gone_and_the_others_stay_off() -> None:
    current = keywords(negative=["bad", "sad", "mad"], disabled=["bad", "sad"])
    changed = current.changed("stars_in_review", negative=["Sad", "mad"])["stars_in_review"]
    assert changed == keywords(negative=["sad", "mad"], disabled=["sad"])["stars_in_review"]


def test_a_pattern_that_is_off_stays_off_when_it_becomes_a_word() -> None:
    current = keywords(matching="pattern", negative=["Bad", "sad"], disabled=["Bad"])
    changed = current.changed("stars_in_review", matching="words")["stars_in_review"]
    assert changed == keywords(matching="words", negative=["bad", "sad"], disabled=["bad"])["stars_in_review"]


def test_a_refused_change_leaves_the_set_as_it_was() -> None:
    old = functions.published()
    with pytest.raises(BadInput):
        old.changed("polarity_positive", threshold=2)
    assert old == functions.published()


def test_a_function_can_be_renamed_but_not_to_a_name_in_use() -> None:
    assert threshold(name="happy")["happy"].name == "happy"
    with pytest.raises(BadInput, match="two functions are called “polarity_negative”; rename one"):
        threshold(name="polarity_negative")


def test_only_functions_that_are_on_are_columns_of_the_votes() -> None:
    enabled = threshold(enabled=False).enabled
    assert [function.name for function in enabled] == [
        "stars_in_review", "shared_first_author", "subjectivity_positive", "polarity_negative",
    ]  # fmt: skip


def test_terms_are_kept_in_lower_case_without_space_around() -> None:
    function = KeywordFunction(name="f", positive=("  Great READ ", "ÉTÉ"))
    assert function.positive == ("great read", "été")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"negative": []}, "stars_in_review: negative: the list is empty; add a term, or switch the function off."),
        ({"positive": ["ok", " "]}, "stars_in_review: positive: a term is empty; remove the empty line."),
        ({"positive": ["Great", "great "]}, "stars_in_review: positive: “great” stands twice; keep it once."),
        ({"negative": ["5 Stars"]}, "stars_in_review: “5 stars” stands in both lists; keep it in one."),
        (
            {"negative": None, "positive": None},
            "stars_in_review: it has no keyword list; give it negative or positive terms.",
        ),
        (
            {"negative": [f"term {i}" for i in range(10_000)]},
            "stars_in_review: negative: the list has 10,000 terms; 1,000 are the limit.",
        ),
        (
            {"negative": ["x" * 1_000_000]},
            f"stars_in_review: negative: “{'x' * 40}…” has 1,000,000 characters; 200 are the limit.",
        ),
        (
            {"negative": ["good\x00bye"]},
            r"stars_in_review: negative: 'good\x00bye' has a character that can't be seen; type the term again.",
        ),
        (
            {"negative": ["zero\u200bwidth"]},
            r"stars_in_review: negative: 'zero\u200bwidth' has a character that can't be seen; type the term again.",
        ),
        (
            {"matching": "regex"},
            "stars_in_review: matching: “regex” is not possible; choose substring, words or pattern.",
        ),
        ({"negative": ["again"] * 1_000}, "stars_in_review: negative: “again” stands twice; keep it once."),
        (
            {"negative": ["\ud800"]},
            r"stars_in_review: negative: '\ud800' has a character that can't be seen; type the term again.",
        ),
        (
            {"matching": "pattern", "negative": ["(a+"]},
            "stars_in_review: negative: “(a+” can't be used: unclosed group; change it.",
        ),
        (
            {"matching": "pattern", "negative": ["a*"]},
            "stars_in_review: negative: “a*” can match nothing at all, and so would be found in every review; "
            "ask for at least one character.",
        ),
        (
            {"matching": "pattern", "negative": ["(a{1000}){1000}"]},
            "stars_in_review: negative: “(a{1000}){1000}” repeats too much: written out it is longer than 1,000 "
            "characters; repeat less often, or take * or + for {…}.",
        ),
        (
            {"matching": "pattern", "negative": ["(" * 1_000_000]},
            f"stars_in_review: negative: “{'(' * 40}…” has 1,000,000 characters; 200 are the limit.",
        ),
        (
            {"matching": "pattern", "negative": [f"term {i}" for i in range(101)]},
            "stars_in_review: negative: the list has 101 patterns; 100 are the limit, so join some with |.",
        ),
        (
            {"disabled": ["5 stars", "six stars"]},
            "stars_in_review: “six stars” is switched off, but stands in no list; take it out of disabled.",
        ),
        (
            {"negative": ["bad"], "positive": ["good"], "disabled": ["bad", "good"]},
            "stars_in_review: every term is switched off; switch one on, or switch off the function instead.",
        ),
    ],
)  # fmt: skip
def test_keyword_lists_that_cannot_be_meant_are_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        keywords(**change)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"threshold": 1.5}, "threshold 1.5 is out of range; review polarity goes from -1 to 1."),
        ({"threshold": -1.01}, "threshold -1.01 is out of range; review polarity goes from -1 to 1."),
        (
            {"feature": "shared_first_author", "threshold": 2e9},
            "threshold 2,000,000,000 is out of range; items by the same author goes from 0 to 1,000,000,000.",
        ),
        ({"threshold": float("nan")}, "threshold: nan is not finite; give a number."),
        ({"threshold": float("inf")}, "threshold: inf is not finite; give a number."),
        ({"threshold": 10**400}, f"threshold: 1{'0' * 39}… is not a number; give one."),
        (
            {"feature": "length"},
            f"there is no feature “length”; there are {', '.join(features.FEATURES)}.",
        ),
        ({"color": "red"}, "color: there is no such setting; remove it, or correct its name."),
        ({"label": 2}, "label: 2 is not possible; choose 0 or 1."),
        ({"name": "2nd"}, "name: “2nd” can't be a function's name: use letters, digits and _, no digit first."),
        ({"name": ""}, "name: “” can't be a function's name: use letters, digits and _, no digit first."),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_meant_are_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        threshold(**change)
    assert str(refusal.value) == f"polarity_positive: {sentence}"


@pytest.mark.parametrize("bound", [-1.0, 1.0])
def test_the_ends_of_the_range_are_thresholds(bound: float) -> None:
    assert threshold(threshold=bound)["polarity_positive"].model_dump()["threshold"] == bound


def test_a_function_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="There is no function “nobody” in this set"):
        functions.published().changed("nobody", enabled=False)


def names(current: FunctionSet) -> list[str]:
    return [function.name for function in current.functions]


A, B, C = (KeywordFunction(name=name, positive=("good",)) for name in "abc")
THREE = FunctionSet(functions=(A, B, C))


def test_a_function_is_added_at_the_end() -> None:
    assert FunctionSet(functions=()).added(B).added(A).functions == (B, A)


def test_a_function_is_removed() -> None:
    assert THREE.removed("b").functions == (A, C)
    assert FunctionSet(functions=(A,)).removed("a").functions == ()


def test_a_function_is_renamed_where_it_stands() -> None:
    assert names(THREE.renamed("b", "d")) == ["a", "d", "c"]
    assert THREE.renamed("b", "b") == THREE


@pytest.mark.parametrize(
    ("name", "place", "expected"),
    [("a", 0, "abc"), ("a", 1, "bac"), ("a", 2, "bca"), ("b", 0, "bac"), ("c", 0, "cab"), ("c", 1, "acb")],
)
def test_a_function_is_moved_past_the_others(name: str, place: int, expected: str) -> None:
    assert names(THREE.moved(name, place)) == list(expected)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda: THREE.added(B), "b: two functions are called “b”; rename one."),
        (lambda: THREE.removed("d"), "There is no function “d” in this set."),
        (lambda: THREE.renamed("d", "e"), "There is no function “d” in this set."),
        (lambda: THREE.renamed("a", "b"), "a: two functions are called “b”; rename one."),
        (
            lambda: THREE.renamed("a", "no name"),
            "a: name: “no name” can't be a function's name: use letters, digits and _, no digit first.",
        ),
        (lambda: THREE.moved("d", 0), "There is no function “d” in this set."),
        (lambda: THREE.moved("a", 3), "a can't move to place 3: the places are 0 to 2."),
        (lambda: THREE.moved("a", -1), "a can't move to place -1: the places are 0 to 2."),
    ],
)
def test_edits_of_a_set_that_cannot_be_are_refused(edit: Callable[[], FunctionSet], sentence: str) -> None:
    with pytest.raises(BadInput) as refusal:
        edit()
    assert str(refusal.value) == sentence
    assert names(THREE) == ["a", "b", "c"]


def test_39_functions_are_the_limit(tmp_path: Path) -> None:
    one = functions.published()["polarity_positive"].model_dump()
    many = [one | {"name": f"f{i}"} for i in range(40)]
    assert len(FunctionSet(functions=many[:39]).functions) == 39
    file = tmp_path / "many.json"
    file.write_text(json.dumps({"functions": many}))
    with pytest.raises(BadInput, match=f"^{file}: there are 40 functions; 39 are the limit"):
        functions.read(file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b"[" * 100_000, "is not JSON"),
        (b"[1]", "a list is not a set of named values"),
        (b'{"functions": [{"name": "f"}]}', "functions.0: its kind is missing"),
        (b'{"functions": [], "author": "me"}', "author: there is no such setting"),
        (b'{"functions": [], "format": 2}', "format: 2 is not possible; choose 1"),
        (
            b'{"functions": [{"kind": "threshold", "name": "f", "feature": "polarity", "comparison": ">",'
            b' "threshold": NaN, "label": 1}]}',
            "functions.0.threshold.threshold: nan is not finite; give a number",
        ),
    ],
)
def test_a_file_that_is_no_function_set_is_named_in_the_refusal(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "functions.json"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=f"^{file}.*{sentence}"):
        functions.read(file)


def test_a_file_that_is_not_there_is_named_in_the_refusal(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nowhere\.json can't be read: No such file or directory"):
        functions.read(tmp_path / "nowhere.json")


def test_functions_say_which_data_they_miss() -> None:
    bare = world([Rated(0, 0, 5)])
    assert [functions.why_not(function, bare) for function in functions.published().functions[:3]] == [
        "stars_in_review does not apply: tiny has no review text.",
        "shared_first_author does not apply: tiny has no authors.",
        "polarity_positive does not apply: tiny has no review text.",
    ]


def test_a_function_on_a_feature_that_came_after_the_dataset_says_to_make_it_again() -> None:
    old = world([Rated(0, 0, 5, "fine")])
    function = ThresholdFunction(name="long", feature="review_length", comparison=">", threshold=50, label=1)
    assert functions.why_not(function, old) == (
        "long does not apply: tiny was made by a release that did not know “words of the review”. "
        "Remove it and make it again."
    )
    assert functions.why_not(function, features.add(old)) is None
