"""Pages on reports besides their tables: audits, what would settle them, and how they are cited."""
