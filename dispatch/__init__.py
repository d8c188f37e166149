"""Who delivers: the routing rule and the way of an order from placed to completed."""
