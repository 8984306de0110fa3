"""From files to one container: `dataset.Dataset`."""
