"""HTML made of elements: whatever is not markup made here is escaped, so that titles and reviews stay text."""

import base64
import hashlib
import html
from collections.abc import Iterable, Sequence

import pandas as pd

STYLE = """
:root { color-scheme: light dark; --ink: #1f2430; --soft: #667085; --line: #d8dce5; --blue: #4c6fbf; --orange: #c9762c }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaf0; --soft: #9aa3b2; --line: #3a4150; --blue: #7c9be0 } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 1000px; margin: 2rem auto; padding: 0 1rem }
h1, h2, h3 { line-height: 1.2 } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) }
table { border-collapse: collapse; margin: .8rem 0; font-size: 13px; display: block; overflow-x: auto }
th, td { border: 1px solid var(--line); padding: .25rem .55rem; text-align: left; vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums }
p.note { color: var(--soft) } pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 12px }
svg { max-width: 100%; height: auto; margin: .5rem 0 } svg text { fill: var(--ink); font-size: 12px }
.axis { stroke: var(--line) } .main { stroke: var(--blue); fill: none } .dot { fill: var(--blue) }
.bar { fill: var(--blue) } .span { stroke: var(--soft) } .mark { stroke: var(--orange); stroke-dasharray: 4 3 }
"""
DIGITS = 4


class Markup(str):
    """Text that is HTML already; only this module and `svg` make it."""

    __slots__ = ()


Child = object
"""Markup stays as it is; anything else becomes escaped text."""


def element(name: str, *children: Child, **attributes: object) -> Markup:
    """An element; of an attribute's name a trailing _ falls away, as of `class_`, and any other becomes -."""
    given = "".join(f' {_attribute(key)}="{html.escape(str(value))}"' for key, value in attributes.items())
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def joined(children: Iterable[Child]) -> Markup:
    """Children one after the other."""
    return Markup("".join(child if isinstance(child, Markup) else html.escape(str(child)) for child in children))


def note(*children: Child) -> Markup:
    """A sentence beside the numbers."""
    return element("p", *children, class_="note")


def section(title: str, *children: Child) -> Markup:
    """A part of the report under its heading."""
    return element("section", element("h2", title), *children)


def table(rows: pd.DataFrame) -> Markup:
    """A table with its columns' names; numbers stand to the right, and what is missing is –."""
    head = element("tr", *(element("th", name) for name in rows.columns))
    body = [element("tr", *map(_cell, row)) for row in rows.itertuples(index=False, name=None)]
    return element("table", element("thead", head), element("tbody", *body))


def facts(pairs: Sequence[tuple[str, object]]) -> Markup:
    """A table of two columns: what, and how it is."""
    return element("table", element("tbody", *(element("tr", element("th", what), _cell(is_)) for what, is_ in pairs)))


def folded(title: str, *children: Child) -> Markup:
    """What is shown once somebody opens it."""
    return element("details", element("summary", title), *children)


def page(title: str, *children: Child) -> str:
    """A whole document that loads nothing: its policy forbids scripts, and all resources but its own style."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = Markup(
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
    )
    style = Markup(f"<style>{STYLE}</style>")
    body = element("body", element("h1", title), *children)
    return f'<!DOCTYPE html>\n<html lang="en">{element("head", head, element("title", title), style)}{body}</html>\n'


def _cell(value: object) -> Markup:
    if isinstance(value, Markup):
        return element("td", value)
    if value is None or value != value:
        return element("td", "–")
    if isinstance(value, float):
        return element("td", f"{value:,.{DIGITS}g}" if abs(value) < 1_000 else f"{value:,.0f}", class_="number")
    if isinstance(value, int) and not isinstance(value, bool):
        return element("td", f"{value:,}", class_="number")
    return element("td", value)
