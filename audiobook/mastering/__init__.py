"""Timeline -> ChapterMaster, one job a chapter."""
