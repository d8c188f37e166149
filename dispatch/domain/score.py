"""How a store does, told fairly of stores that had little to do."""

# Offers (answers, deliveries) a store must have had for its own figures to weigh as much as the network's.
WEIGHT = 20


def shrunk(own: float | None, count: int, network: float | None, weight: int = WEIGHT) -> float | None:
    """A store's own figure, from ``count`` cases, drawn towards the network's: Z * own + (1 - Z) * network, Z = n / (n + k).

    Bühlmann's credibility (H. Bühlmann, "Experience Rating and Credibility", ASTIN Bulletin 4, 1967, 199-207) with a fixed k:
    one refusal of one offer does not make a store refuse everything. None if nobody has a figure.
    """
    if own is None or count <= 0:
        return network
    if network is None:
        return own
    trust = count / (count + weight)
    return trust * own + (1 - trust) * network
