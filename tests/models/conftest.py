"""What tests of several families need."""

from collections.abc import Iterator

import pytest


@pytest.fixture
def untraced() -> Iterator[None]:
    """TensorFlow does each step as it is written: where there are few, it is tracing them that takes the time."""
    import tensorflow as tf  # here: most tests need none

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)
