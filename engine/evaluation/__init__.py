"""How good the results are: exact span-and-label scores."""
