"""Master -> files handed over, one file a format."""
