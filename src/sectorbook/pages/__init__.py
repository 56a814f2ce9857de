"""Pages: what a notebook says, shows and publishes of a result, each number with its origin."""
