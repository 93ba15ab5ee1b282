"""The nine streams of an Aircall account on Estuary's Python kit, for comparison only."""
