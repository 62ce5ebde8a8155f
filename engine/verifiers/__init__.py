"""A second opinion on doubtful spans: a language model picks one label of a closed list."""
