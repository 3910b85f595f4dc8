"""A folder, a SUMMARY.md or several files as one book."""
