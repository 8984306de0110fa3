"""Models: from examples and histories to scores over all items. Training needs TensorFlow; using a model does not."""
