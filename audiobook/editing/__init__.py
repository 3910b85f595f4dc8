"""Takes -> Timeline."""
