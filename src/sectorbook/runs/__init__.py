"""Run notebooks with parameters: once, many times, for figures; and trace figures back to their notebooks."""
