"""Chinese, simplified and traditional: how numbers, dates, amounts, codes, letters and symbols are said.

The rules see a folded text (half-width, simplified, one character for one), so every rule is written once.
"""
