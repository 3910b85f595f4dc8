"""An EPUB that is read and heard at once: the source book with Media Overlays, made from the times of the master."""
