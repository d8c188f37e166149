"""The shell of Jindan and the rest of the shop: configuration, doors, stores, members, catalogue, ledger, jobs."""
