"""How properties are tried: however slow the machine is, a slow example is not a failure."""

from hypothesis import settings

settings.register_profile("veritag", deadline=None)
settings.load_profile("veritag")
