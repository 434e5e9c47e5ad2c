"""From what others publish to claims of a catalog. An importer is one function; the loader reads what it gives."""
