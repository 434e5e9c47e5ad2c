"""What ``catalog`` prints, as text and as JSON."""
