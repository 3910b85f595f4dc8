"""EPUB 2 and 3, packed or unpacked."""
