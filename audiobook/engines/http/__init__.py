"""Any server with the interface ``POST /v1/audio/speech``: one's own, on this machine or near it, or a paid one."""
