"""Functions on their way out, as a script of plain snorkel with the data points it runs on, and back in."""
