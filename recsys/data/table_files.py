"""The files a table can be in, opened by their names' endings."""

from pathlib import Path

from recsys.data import separators
from recsys.data.delimited import DelimitedFile
from recsys.data.json_table import JsonLinesFile
from recsys.data.limits import Limits
from recsys.data.parquet import ParquetFile
from recsys.errors import BadInput

TableFile = DelimitedFile | JsonLinesFile | ParquetFile

SEPARATORS = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
JSON_LINES = (".jsonl", ".ndjson", ".json")
KINDS = (*SEPARATORS, *JSON_LINES, ".parquet")


def kind(path: Path) -> str:
    """The ending, one of KINDS, without .gz. Raises BadInput if it is none of them."""
    endings = [ending.lower() for ending in path.suffixes if ending.lower() != ".gz"]
    if endings and endings[-1] in KINDS:
        return endings[-1]
    raise BadInput(
        f"{path.name} is of no kind that can be read. Give a .csv, .tsv or .jsonl file, packed with gzip or not "
        f"(.csv.gz), or a .parquet file."
    )


def open_table(path: Path, has_header: bool, limits: Limits) -> TableFile:
    """The file at `path`, its beginning looked at. Raises BadInput if it is no table."""
    ending = kind(path)
    if ending == ".parquet":
        return ParquetFile(path, limits)
    if ending in JSON_LINES:
        return JsonLinesFile(path, limits)
    separator = separators.find(path, SEPARATORS[ending])
    return DelimitedFile(path, separator, has_header, limits)
