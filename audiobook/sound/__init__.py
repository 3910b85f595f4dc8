"""Sound without books."""
