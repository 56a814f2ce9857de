"""The front of the site: the story on the start page, in each language, and what every page says of itself."""
