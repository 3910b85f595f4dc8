"""Voices of the piper project, which people have as files: found by path, spoken by ``piper-tts`` in this process."""
