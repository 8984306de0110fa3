"""What the data say before anything is labeled, test left out: every answer a small table."""
