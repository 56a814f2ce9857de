"""The site: what the repository holds, as pages for people who only read."""
