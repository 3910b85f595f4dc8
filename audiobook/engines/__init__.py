"""One file an engine; heavy imports stand inside the methods that need them."""
