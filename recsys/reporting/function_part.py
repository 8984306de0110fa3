"""The labeling functions of a report: their rules in words, and what gold says of each."""

from collections.abc import Iterator

import pandas as pd

from recsys.labeling import analysis, evidence, rules
from recsys.labeling.functions import FunctionSet
from recsys.labeling.votes import Voter
from recsys.reporting import svg
from recsys.reporting.html import Markup, element, folded, note, section, table


def sections(voter: Voter, functions: FunctionSet) -> Iterator[Markup]:
    """The rules, and the LF table on dev with intervals."""
    if not functions.functions:
        yield section("Labeling functions", note("There are none."))
        return
    written = pd.DataFrame(
        [(f.name, "on" if f.enabled else "off", rules.votes(f), rules.in_words(f)) for f in functions.functions],
        columns=["function", "", "votes", "when"],
    )
    parts = [table(written), folded("Every setting, as JSON", element("pre", functions.model_dump_json(indent=1)))]
    if functions.enabled:
        parts += _judged(voter, functions)
    yield section("Labeling functions", *parts)


def _judged(voter: Voter, functions: FunctionSet) -> list[Markup]:
    found = voter.patterns(functions.enabled, "dev")
    names = [function.name for function in functions.enabled]
    numbers, gold = analysis.summary(found, names), evidence.table(found, names)
    shown = numbers[["name", "coverage", "overlaps", "conflicts", "correct", "incorrect", "accuracy"]].copy()
    for column in ("coverage", "overlaps", "conflicts", "accuracy"):
        shown[column] = [f"{share:.2%}" if share == share else None for share in numbers[column]]
    spans = zip(gold["low"], gold["high"], strict=True)
    shown["95%"] = [f"{low:.1%} – {high:.1%}" if low == low else None for low, high in spans]
    shown["verdict"] = gold["verdict"]
    drawn = gold[["accuracy", "low", "high", "prior"]].rename(columns={"accuracy": "value"})
    return [
        element("h3", "On dev"), table(shown),
        note("Accuracy with its 95% interval (Wilson); tick: that of casting the same votes blindly."),
        svg.shares(names, drawn),
        note(
            f"A vote on {analysis.coverage(found):.1%} of dev and on "
            f"{analysis.coverage(voter.patterns(functions.enabled, 'train')):.1%} of train."
        ),
    ]  # fmt: skip
