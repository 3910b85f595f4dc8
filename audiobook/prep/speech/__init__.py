"""What is written, as it is said: numbers, dates, abbreviations and symbols, language by language.

The displayed text never changes: a normaliser only lists changes, each with its place, its spoken form and the rule.
"""
