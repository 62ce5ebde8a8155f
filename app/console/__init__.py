"""What the commands of `veritag` do. `app.cli` gives them their names and options."""

DEFAULT_PACK = "zh-open"
NONE = "none"
