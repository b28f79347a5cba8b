"""Runs the portal on one machine: finds or starts PostgreSQL and Redis, and supervises the demo.

Nothing here imports Django or another part of the portal, so that the services stand before the settings are read.
"""
