"""Text as the engine reads it: sentences and units, in code points of the text they came from."""
