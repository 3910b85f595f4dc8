"""Cover pictures: found, drawn, and made fit for players."""
