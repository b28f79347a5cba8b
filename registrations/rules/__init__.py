"""The rules of registration: pure functions, facts in, decision and reason out."""
