"""What the demo stores have on their shelves."""

from collections.abc import Iterator
from random import Random

from app.demo.network import CITIES, SEED, DemoStore, Network
from app.demo.products import CATALOGUE

STOCKED_STORES = 800


def stocked_stores(network: Network) -> list[DemoStore]:
    """The stores that count their stock: the staffed ones and a draw over the demo's cities, mostly Shanghai."""
    chosen = {store.code: store for store in (*network.staffed, network.suspended)}
    rng, total = Random(f"{SEED}/stocked"), sum(CITIES.values())
    for city, weight in CITIES.items():
        pool = [store for store in network.in_city(city) if store.code not in chosen]
        wanted = min(len(pool), (STOCKED_STORES - len(network.staffed)) * weight // total)
        chosen.update((store.code, store) for store in rng.sample(pool, wanted))
    return sorted(chosen.values(), key=lambda store: store.code)


def stock_rows(network: Network, empty: dict[str, str]) -> Iterator[tuple[str, str, int]]:
    """Rows of stock.csv. Staffed stores have everything, save the one SKU that `empty` gives for a store's code."""
    always = {store.code for store in network.staffed}
    for store in stocked_stores(network):
        rng = Random(f"{SEED}/stock/{store.code}")
        for product in CATALOGUE:
            on_hand = _on_hand(rng)
            if store.code in always:
                on_hand = 0 if empty.get(store.code) == product.sku else max(on_hand, 6)
            yield store.code, product.sku, on_hand


def _on_hand(rng: Random) -> int:
    draw = rng.random()
    return 0 if draw < 0.06 else rng.randint(1, 3) if draw < 0.12 else rng.randint(4, 60)
