"""Podcasts: an episode's script from a template and data, and a show's feed."""
