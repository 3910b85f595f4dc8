"""The walk over a parsed XHTML or HTML tree, and what every reader shares with it."""
