"""The one way out: a sentence to an OpenAI-compatible endpoint, for projects whose owner turned it on.

This process stays closed. What leaves, leaves through a process that can reach one place only.
"""
