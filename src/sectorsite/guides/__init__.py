"""Pages that explain: the guides of docs/, the README's sections, the reference and the glossary."""
