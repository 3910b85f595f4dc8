"""Reading delivery profiles: the built-in ones and those of ``audiobook.toml``."""
