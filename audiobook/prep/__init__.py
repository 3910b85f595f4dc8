"""Document -> Script <-> tagged script text, and Script -> segments."""
