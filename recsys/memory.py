"""Memory that was let go, but is still kept for what may come."""

import pyarrow as pa


def give_back() -> None:
    """Let the system have what Arrow and NumPy keep of big tables that are no more."""
    for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
        pool.release_unused()
