"""Who shows what and is asked for what, side by side: what the network learns from."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from recsys.data.dataset import Floats
from recsys.models.softmax import shelf_entries


@dataclass(frozen=True)
class Entries(shelf_entries.Entries):
    """As the softmax's, and `other`: (n,) what an entry counts that is not liked, but on the shelf all the same."""

    other: Floats


def entries_of(liked: sparse.csr_matrix, other: sparse.csr_matrix, wanted: sparse.csr_matrix) -> Entries:
    """The entries of all who want something; three matrices (users learned from, n_items)."""
    able = np.flatnonzero(np.diff(wanted.indptr))
    matrices = [matrix[able] for matrix in (liked, wanted, other)]
    either = sparse.csr_matrix(sum(matrix.astype(bool).astype(np.int32) for matrix in matrices))
    either.sort_indices()
    owner = np.repeat(np.arange(len(able)), np.diff(either.indptr))
    values = [np.asarray(matrix[owner, either.indices]).ravel().astype(np.float32) for matrix in matrices]
    return Entries(either.indptr.astype(np.int64), either.indices.astype(np.int32), *values)
