"""The slow facts about data points, computed once and stored with the dataset; a rule is then a comparison."""
