"""Single HTML files: books and web articles."""
