"""Read models: an order as the mother, the store and customer service see it."""
