"""Hearing finished audiobooks through and judging them against what a store or a player wants."""
