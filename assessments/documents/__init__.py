"""Files that people send instead of text: told by content, opened, and their words read.

`reading` runs in a process of its own with limits on memory and time (`opening`), since a hostile file is parsed by code
that others wrote: whatever it does there, the portal goes on. Nothing in here knows Django.
"""
