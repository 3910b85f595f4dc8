"""Hearing takes: a recogniser writes down what it hears, and that is held against what was to be said."""
