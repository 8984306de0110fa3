"""Better thresholds and further terms, found on one half of dev and told on the other."""
