"""How background work is doing: what tasks did, counted in Redis as they run, and what waits. Read by /metrics and the hub's
page "Background work" (docs/adr/0105)."""
