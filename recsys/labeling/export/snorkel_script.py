"""A function set as a script of plain snorkel: for people to read and change, and to run where this product is not."""

import re
import warnings
from collections.abc import Iterable

from recsys.errors import BadInput
from recsys.labeling.export import embedded_functions, point_files, script_parts
from recsys.labeling.export.script_definitions import Exportable, Names, define, listed, literals
from recsys.labeling.export.script_parts import Need
from recsys.labeling.functions import FunctionSet, KeywordFunction, LabelingFunction, PythonFunction

OWN_NAMES = "ABSTAIN NOT_LIKED LIKED TEXTS NUMBERS LFS VOTEBOOK x"

END = """
# The same functions as Votebook keeps them; `--functions THIS_FILE.py` reads them there. It does not run this file, so
# what is changed above it does not see: change it here as well, or in Votebook.
{}


if __name__ == "__main__":
    main()
"""


def write(current: FunctionSet, dataset_name: str) -> str:
    """The script: the functions that are on, in order, over data points as `point_files` writes them.

    Raises BadInput where no function is on, or one can't be written so.
    """
    if not current.enabled:
        raise BadInput("No function is on, so there is nothing to export. Switch one on.")
    chosen = [_exportable(function) for function in current.enabled]
    needs, columns = _needs(chosen), point_files.columns(chosen)
    imports, matching = script_parts.imports(needs), script_parts.matching(needs)
    names = Names("\n".join([imports, *matching, script_parts.MAIN, OWN_NAMES]))
    variables = [names.new(function.name) for function in chosen]
    remarks = script_parts.PATTERN_REMARK if "pattern" in needs else ""
    head = [
        script_parts.HEADER.format(name=dataset_name, remarks=remarks),
        imports,
        "",
        "ABSTAIN, NOT_LIKED, LIKED = -1, 0, 1",
        f"TEXTS = {listed(literals(columns.texts))}",
        f"NUMBERS = {listed(literals(columns.numbers))}",
    ]
    definitions = [define(function, variable, names) for function, variable in zip(chosen, variables, strict=True)]
    parts = ["\n".join(head), *definitions, f"LFS = {listed(variables)}", *matching, script_parts.MAIN.strip()]
    return "\n\n\n".join(parts) + "\n\n" + END.format(embedded_functions.embed(current.model_dump(mode="json")))


def _exportable(function: LabelingFunction) -> Exportable:
    if isinstance(function, PythonFunction):
        raise BadInput(
            f"{function.name} is written in Python, for Votebook's own tables, so it can't be exported as a snorkel "
            "script. Switch it off, or put in its place one without code."
        )
    if isinstance(function, KeywordFunction) and function.matching == "pattern":
        for pattern in (*function.enabled_terms("negative"), *function.enabled_terms("positive")):
            _check_pattern(function.name, pattern)
    return function


def _check_pattern(name: str, pattern: str) -> None:
    """Raise BadInput for what Python's engine can't read, or warns that it may mean something else."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern, re.IGNORECASE)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        raise BadInput(
            f"“{pattern}” of {name} can't be exported: Python's own regular expressions do not know it ({error}). "
            "Say it in simpler words, or switch it off."
        ) from error


def _needs(functions: Iterable[Exportable]) -> set[Need]:
    needs: set[Need] = set()
    for function in functions:
        if isinstance(function, KeywordFunction):
            needs |= {function.matching, "negation"} if function.negation else {function.matching}
    return needs
