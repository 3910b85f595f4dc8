"""Segments + engine -> takes on disk."""
