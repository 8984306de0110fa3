"""Which separator stands between the fields of a CSV: some programs write semicolons, and call it CSV all the same."""

import csv
import io
from itertools import islice
from pathlib import Path

from recsys.data import encodings
from recsys.data.quoting import quoted
from recsys.data.streams import Stream
from recsys.errors import BadInput

SEPARATORS = (",", ";", "\t", "|")
START = 1 << 20
LOOKED_AT = 20


def start(path: Path) -> str:
    """The first lines of a text file, at most a megabyte; raises BadInput if it is not UTF-8 or the first is longer."""
    blocks, length = [], 0
    with Stream(path) as stream:
        while length < START and (block := stream.read(START - length)):
            blocks.append(block)
            length += len(block)
    text = encodings.text(path, b"".join(blocks))
    if length < START:
        return text
    end = max(text.rfind("\n"), text.rfind("\r")) + 1
    if not end:
        raise BadInput(f"{path.name}, line 1 is longer than {START:,} bytes. Check which file this is.")
    return text[:end]


def find(path: Path, usual: str) -> str:
    """The separator that parts the first rows into the most fields, all into as many; of equals, the usual one.

    Where none does that, one that parts the first row at all, so that the reader can say which row is wrong. Raises
    BadInput if no separator stands in the first row.
    """
    text = start(path)
    counts = {separator: _field_counts(text, separator) for separator in (usual, *SEPARATORS)}
    parting = {separator: count for separator, count in counts.items() if count and count[0] > 1}
    if even := {separator: count[0] for separator, count in parting.items() if len(set(count)) == 1}:
        return max(even, key=lambda separator: even[separator])
    if parting or not any(counts.values()):
        return next(iter(parting), usual)
    first = next(line for line in text.splitlines() if line)
    raise BadInput(
        f"{path.name} has 1 column: no comma, semicolon, tab or vertical bar stands in its first row, {quoted(first)}. "
        f"Save it as CSV with commas between the fields."
    )


def _field_counts(text: str, separator: str) -> list[int]:
    """How many fields each of the first rows has."""
    csv.field_size_limit(START)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return list(islice((len(row) for row in rows if row), LOOKED_AT))
