"""One function as it stands in an exported script: its settings as constants, and a snorkel labeling function."""

import ast
import builtins
import keyword
import re
from collections.abc import Iterable, Sequence

from recsys.labeling import lookups
from recsys.labeling.export.script_parts import FIND
from recsys.labeling.facts.features import FEATURES
from recsys.labeling.functions import KeywordFunction, LookupFunction, ThresholdFunction

WIDTH = 120  # characters a line
LABELS = {0: "NOT_LIKED", 1: "LIKED"}
WHERE = {
    "substring": "terms anywhere in the review, capitals ignored",
    "words": "terms that are whole words of the review, capitals ignored",
    "pattern": "regular expressions in the review, capitals ignored",
}

Exportable = ThresholdFunction | KeywordFunction | LookupFunction


class Names:
    """Names in a script; none is given twice, and none is Python's own or used in `fixed`, the script's other text."""

    def __init__(self, fixed: str) -> None:
        self._taken = {*keyword.kwlist, *dir(builtins), *re.findall(r"\w+", fixed)}

    def new(self, wanted: str) -> str:
        """The name wanted, if it can be had; one like it otherwise."""
        name = f"lf{wanted}" if wanted.startswith("__") else wanted  # Python gives some of these a meaning
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


def define(function: Exportable, variable: str, names: Names) -> str:
    """The definition of a function under the name `variable`; what it votes is said by the constants before it."""
    if isinstance(function, ThresholdFunction):
        constants, help_text, vote = _threshold(function, names)
    elif isinstance(function, LookupFunction):
        constants, help_text, vote = _lookup(function, names)
    else:
        constants, help_text, vote = _keywords(function, names)
    called = "" if variable == function.name else f'name="{function.name}"'
    lines = [
        f"@labeling_function({called})", f"def {variable}(x):", f'    """{help_text}"""', f"    return {vote}"
    ]  # fmt: skip
    return "\n".join(constants) + "\n\n\n" + "\n".join(lines)


def listed(items: Sequence[str], brackets: str = "[]") -> str:
    """A list of what is written in Python already, on one line if that is short."""
    one_line = brackets[0] + ", ".join(items) + brackets[1]
    if len(one_line) <= WIDTH / 2:
        return one_line
    return "\n".join([brackets[0], *(f"    {item}," for item in items), brackets[1]])


def literals(texts: Iterable[str]) -> list[str]:
    """Texts as Python writes them."""
    return [literal(text) for text in texts]


def literal(text: str) -> str:
    """A text as Python writes it, as plainly as can be: r"\\bdnf\\b" rather than '\\\\bdnf\\\\b'."""
    for plain in (f'"{text}"', f'r"{text}"'):
        if text.isprintable() and '"' not in text and _means(plain) == text:
            return plain
    return repr(text)


def _means(written: str) -> str | None:
    if "\\" in written and not written.startswith("r"):
        return None
    try:
        return str(ast.literal_eval(written))
    except SyntaxError:  # a raw text can't end with an odd number of backslashes
        return None


def _threshold(function: ThresholdFunction, names: Names) -> tuple[list[str], str, str]:
    threshold = names.new(f"{function.name.upper()}_THRESHOLD")
    vote = f"{LABELS[function.label]} if x.{function.feature} {function.comparison} {threshold} else ABSTAIN"
    return [f"{threshold} = {function.threshold!r}"], FEATURES[function.feature].help, vote


def _lookup(function: LookupFunction, names: Names) -> tuple[list[str], str, str]:
    values, column = names.new(f"{function.name.upper()}_VALUES"), lookups.COLUMNS[function.field]
    holds = f"x.{column}.strip() in {values}"
    if column in lookups.SEVERAL:
        holds = f'any(part.strip() in {values} for part in x.{column}.split("|"))'
    constants = [f"{values} = {listed(literals(function.values), '{}')}"]
    return constants, f"Whether the {function.field} is listed.", f"{LABELS[function.label]} if {holds} else ABSTAIN"


def _keywords(function: KeywordFunction, names: Names) -> tuple[list[str], str, str]:
    not_liked, liked = (names.new(f"{function.name.upper()}_{label}") for label in LABELS.values())
    constants = [
        f"{not_liked} = {listed(literals(function.enabled_terms('negative')))}",
        f"{liked} = {listed(literals(function.enabled_terms('positive')))}",
    ]
    text = "x.review_text" if function.matching == "pattern" else "x.review_text.lower()"
    find = f"unnegated({FIND[function.matching]})" if function.negation else FIND[function.matching]
    but = ", but not behind “not” or the like" if function.negation else ""
    return constants, f"By {WHERE[function.matching]}{but}.", f"vote_by_terms({text}, {not_liked}, {liked}, {find})"
