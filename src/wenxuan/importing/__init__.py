"""Import: web pages, Word files and mail become articles and records of what was done."""
