"""Evidence bundles as they lie on disk: names, digests, zips, and what a run read, to be read again from the copies."""
