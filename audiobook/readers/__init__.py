"""Bytes -> Document: one file a format, and what they share."""
