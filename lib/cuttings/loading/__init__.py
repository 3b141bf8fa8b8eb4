"""From a file to clean articles: readers, cleaning, metadata, sentences, duplicates. Plain tables and rows in and out."""
