"""Script -> Cast <-> cast.toml."""
