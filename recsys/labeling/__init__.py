"""Write a rule, run rules, judge rules, combine rules: labeling functions over a dataset's data points."""
