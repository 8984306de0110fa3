"""What every exported script holds beside its functions: reading data points, voting, judging; and how terms match.

How terms match is copied from the modules that say it, so that it is said once; they are read as text, for importing
them would load snorkel.
"""

import ast
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

Need = Literal["substring", "words", "pattern", "negation"]

FIND: dict[str, str] = {"substring": "substrings", "words": "words", "pattern": "_matches"}
"""What finds a term's places in a text, in the script, by the way of matching."""

LABELING = Path(__file__).parents[1]


class Part(NamedTuple):
    """A definition in one of our modules, and what a script may do that needs it."""

    module: str
    name: str
    needs: frozenset[Need]


def _part(module: str, name: str, *needs: Need) -> Part:
    return Part(module, name, frozenset(needs))


LIBRARIES = (
    "import numpy as np",
    "import pandas as pd",
    "from snorkel.labeling import LFAnalysis, PandasLFApplier, labeling_function",
)

PARTS = (
    _part("text/occurrences", "Place", "substring", "words", "pattern"),
    _part("text/whole_words", "SPACES", "words", "negation"),
    _part("text/negation", "REACH", "negation"),
    _part("text/occurrences", "substrings", "substring"),
    _part("text/occurrences", "words", "words"),
    _part("text/whole_words", "body", "words"),
    _part("text/whole_words", "are_whole", "words"),
    _part("text/whole_words", "_ends", "words"),
    _part("text/whole_words", "is_word", "words", "negation"),
    _part("snorkel_functions", "_matches", "pattern"),
    _part("text/occurrences", "text_before", "negation"),
    _part("snorkel_functions", "_is_negated", "negation"),
    _part("snorkel_functions", "_last_word", "negation"),
)

HEADER = '''"""Labeling functions that were tuned in Votebook on “{name}”, as a script of plain snorkel.

    python THIS_FILE.py POINTS.csv.gz [--votes VOTES.csv]

It needs pandas, numpy and snorkel, and not Votebook. POINTS is a table with the columns of TEXTS and NUMBERS and, if
there is any, `gold` (1 liked, 0 not, -1 unknown); `python -m recsys label export … --points POINTS.csv.gz` writes it.
Change what is written in capitals to change the functions.{remarks}
"""
'''

PATTERN_REMARK = """

Patterns run on Python's `re` here, but in Votebook on an engine whose time is linear in the text. They may differ in
what is a letter (\\\\w and \\\\b), a space (\\\\s) or a capital of another alphabet, and in $, which here also stands
before a line break that ends the text; and `re` may take forever where repetitions stand within repetitions."""

TERMS = '''
def vote_by_terms(text, not_liked, liked, find):
    """NOT_LIKED where a text has a term of the first list, else LIKED where it has one of the second, else ABSTAIN."""
    if any(True for term in not_liked for _ in find(text, term)):
        return NOT_LIKED
    return LIKED if any(True for term in liked for _ in find(text, term)) else ABSTAIN
'''

UNNEGATED = '''
def unnegated(find):
    """To find the same places, but for those that have “not” or the like close before them."""

    def find_unnegated(text, term):
        last_end = 0
        for place in find(text, term):
            if not _is_negated(text_before(text, last_end, place)):
                yield place
            last_end = place[1]

    return find_unnegated
'''

MAIN = '''
def read_points(path):
    """The data points: a text is "" where there is none, a number NaN where it is unknown, gold then -1."""
    points = pd.read_csv(path, dtype=str, keep_default_na=False)
    if lacking := [column for column in TEXTS + NUMBERS if column not in points.columns]:
        sys.exit(f"{path} has no column {lacking[0]}. Write the data points anew, for these functions.")
    if points.empty:
        sys.exit(f"{path} has no data points. Choose another split.")
    for column in NUMBERS:
        points[column] = [float(value) if value else np.nan for value in points[column]]
    gold = points["gold"] if "gold" in points.columns else [""] * len(points)
    points["gold"] = [int(value) if value else -1 for value in gold]
    return points


def summarize(votes, gold):
    """Snorkel's table; what needs gold is of the rows that have it, for snorkel would take the others for wrong."""
    table = LFAnalysis(votes, LFS).lf_summary()
    known = gold >= 0
    if known.any():
        judged = LFAnalysis(votes[known], LFS).lf_summary(gold[known])
        table = table.join(judged[["Correct", "Incorrect", "Emp. Acc."]])
        table.loc[judged["Coverage"] == 0, "Emp. Acc."] = np.nan
    return table


def main():
    """Apply the functions to a file of data points."""
    parser = argparse.ArgumentParser(description="Apply these labeling functions to data points.")
    parser.add_argument("points", help="the data points: CSV, compressed or not, with the columns of TEXTS and NUMBERS")
    parser.add_argument("--votes", metavar="VOTES.csv", help="write the votes there")
    asked = parser.parse_args()
    points = read_points(asked.points)
    votes = PandasLFApplier(LFS).apply(points, progress_bar=sys.stderr.isatty())
    print(summarize(votes, points["gold"].to_numpy()).to_string())
    if asked.votes:
        named = pd.DataFrame(votes, columns=[lf.name for lf in LFS])
        pd.concat([points[["user_id", "item_id"]], named], axis=1).to_csv(asked.votes, index=False)
'''


def imports(needs: set[Need]) -> str:
    """The import statements of a script that does such things."""
    standard = ["argparse", "sys"]
    standard += ["re"] if needs & {"words", "pattern", "negation"} else []
    standard += ["unicodedata"] if needs & {"words", "negation"} else []
    lines = [f"import {name}" for name in sorted(standard)]
    lines += ["from collections.abc import Iterator"] if needs else []
    return "\n".join([*lines, "", *LIBRARIES])


def matching(needs: set[Need]) -> list[str]:
    """The definitions by which terms are found, each as text; none for a script without terms."""
    if not needs:
        return []
    found = [_definitions(part.module)[part.name] for part in PARTS if part.needs & needs]
    constants = [text for text in found if not text.startswith("def ")]
    functions = [text for text in found if text.startswith("def ")]
    wrapper = [UNNEGATED.strip()] if "negation" in needs else []
    return ["\n".join(constants), TERMS.strip(), *wrapper, *functions]


@cache
def _definitions(module: str) -> dict[str, str]:
    """The functions and constants at the top of one of our modules, as text, by name."""
    source = (LABELING / f"{module}.py").read_text(encoding="utf-8")
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = ast.get_source_segment(source, node) or ""
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = ast.get_source_segment(source, node) or ""
    return found
