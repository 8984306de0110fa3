"""`python -m recsys`: the product's verbs without a browser."""

import sys

from recsys.cli import main

sys.exit(main())
