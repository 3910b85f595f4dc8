"""English: rules in the order in which they are asked, each about one class of what is written otherwise than said."""
