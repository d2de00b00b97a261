"""Jobs, signatures, binder: a publication set piece by piece and bound into one PDF."""
