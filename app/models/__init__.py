"""Qt item models over what the store hands out."""
