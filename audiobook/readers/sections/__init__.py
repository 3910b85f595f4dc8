"""From walked pages to a book: chapters, titles, notes, and whose section each text belongs to."""
