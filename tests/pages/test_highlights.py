"""Matches in a review, marked by their list; terms that are about to be added stand out."""

from pages.ui import highlights
from recsys.labeling.functions import KeywordFunction
from recsys.labeling.text import matches

READ = KeywordFunction(name="read", positive=("good", "read", "well read"), negative=("dull",))


def marked(text: str, new: tuple[str, ...] = ()) -> str:
    return highlights.marked(text, matches.spans(READ, text), new=new)


def test_a_match_has_the_color_of_its_list() -> None:
    assert marked("good, not dull") == ":green-background[good], not :orange-background[dull]"


def test_a_new_term_stands_out_also_where_it_overlaps_an_old_one() -> None:
    assert marked("good, read", ("read",)) == ":green-background[good], :violet-background[**read**]"
    assert marked("well read", ("read",)) == ":violet-background[**well read**]"
