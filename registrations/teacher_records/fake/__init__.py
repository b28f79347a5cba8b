"""A server that behaves like the Teaching Record System's API, for the demo and the tests. Everybody in it is invented."""
