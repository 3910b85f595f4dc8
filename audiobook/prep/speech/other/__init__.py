"""Other languages, as far as the library num2words knows their numbers."""
