"""What every paid or rate-limited service shares: pace, retries, faults, money, and the book of what was bought."""
