"""Selections of data points as people read them."""

from pages.ui import nouns
from recsys.labeling.selections import InSlice, Majority, Outcome, Queue, Relation, Selection
from recsys.settings import About

QUEUES: dict[Queue | None, str] = {
    None: "all rows",
    "covered": "rows with a vote",
    "uncovered": "rows without a vote",
    "conflicted": "rows with votes against each other",
    "confident_wrong": "labels that are wrong, the surest first",
    "near_threshold": "rows closest to the threshold",
}
OUTCOMES: dict[Outcome, str] = {"right": "rightly", "wrong": "wrongly", "no gold": "without gold to tell"}
VOTES = {"cast": "votes", "positive": "votes liked", "negative": "votes not liked", "abstain": "abstains"}
OUTCOME_CHOICES: dict[Outcome | None, str] = {
    None: "right or wrong", "right": "right", "wrong": "wrong", "no gold": "without gold",
}  # fmt: skip
RELATIONS: dict[Relation, str] = {"overlap": "votes together with", "agree": "votes as", "conflict": "votes against"}
MAJORITIES: dict[Majority | None, str] = {
    None: "any", "judged": "there, and gold", "right": "right", "wrong": "wrong",
}  # fmt: skip
MAJORITY_CLAUSES: dict[Majority, str] = {
    "judged": "with gold and a majority among the votes",
    "right": "the majority of the votes is right",
    "wrong": "the majority of the votes is wrong",
}
GOLD = {None: "any", 1: "liked", 0: "not liked", -1: "none"}


def in_words(selection: Selection, about: About) -> str:
    """Which data points of these data a selection means, as a clause for people."""
    parts = [QUEUES[selection.queue]] if selection.queue else []
    parts += _of_function(selection)
    if selection.majority:
        parts.append(MAJORITY_CLAUSES[selection.majority])
    if selection.gold is not None:
        parts.append({1: "gold is liked", 0: "gold is not liked", -1: "without gold"}[selection.gold])
    if selection.contains:
        parts.append(f"{contains(about)} “{selection.contains}”")
    for kind in dict.fromkeys(part.kind for part in selection.slices):
        names = " or ".join(part.name for part in selection.slices if part.kind == kind)
        parts.append(f"{nouns.kind_of_slice(about, kind)}: {names}")
    return f"{', '.join(parts) or 'all rows'} · {selection.split}"


def contains(about: About) -> str:
    """How a clause on the words of a text begins."""
    return nouns.of_text(about, "the review contains")


def _of_function(selection: Selection) -> list[str]:
    name, parts = selection.function, []
    if name is None:
        return []
    if selection.vote:
        parts.append(f"{name} {VOTES[selection.vote]}")
    if selection.outcome:
        parts.append(f"{name} votes {OUTCOMES[selection.outcome]}")
    if selection.relation:
        parts.append(f"{name} {relation_in_words((selection.relation, selection.other))}")
    if selection.queue == "near_threshold":
        parts.append(f"of {name}")
    return parts


def slice_in_words(part: InSlice, about: About) -> str:
    """A slice by its kind and name."""
    return f"{nouns.kind_of_slice(about, part.kind)}: {part.name}"


def relation_in_words(wanted: tuple[Relation, str | None] | None) -> str:
    """How a function votes beside another, or beside any; None: it does not matter."""
    if wanted is None:
        return "whatever they vote"
    kind, other = wanted
    return f"{RELATIONS[kind]} {other or 'another function'}"
