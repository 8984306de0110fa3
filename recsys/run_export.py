"""A trained model as one file to take away."""

import io
import zipfile

from recsys import runs
from recsys.runs import ModelRun


def packed(run: ModelRun) -> bytes:
    """A zip of all that is kept of a run: `run.json`, and the model's arrays with their description."""
    folder, content = runs.folder(run.id), io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{run.id}/{file.name}")
    return content.getvalue()
