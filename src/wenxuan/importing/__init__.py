"""Import: text from web pages, Word files and mail becomes an article and a record of what was done."""
