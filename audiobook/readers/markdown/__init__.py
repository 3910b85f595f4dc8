"""Markdown: CommonMark with what books add to it."""
