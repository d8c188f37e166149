"""Make the demo files from the public sources: `python -m app.demo.make_files --stores PATH [--districts PATH]`."""

import argparse
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from app.demo import files, network, people, places, products, stocking, tills
from app.demo.source import read_points
from app.stores.districts import SHIPPED, DistrictIndex


def make(stores: Path, districts: Path, out: Path) -> list[Path]:
    """Write every demo file into `out`. The same sources give the same bytes (with the same zlib)."""
    points = read_points(stores)
    index = DistrictIndex.load(districts)
    net = network.build([network.settled(point, index) for point in points])
    contents: dict[str, Iterable[Sequence[object]]] = {
        files.STORES: (store.row() for store in net.stores),
        files.CATALOGUE: map(products.row, products.CATALOGUE),
        files.STOCK: stocking.stock_rows(net, people.sold_out(net)),
        files.PURCHASES: tills.purchase_rows(chain(tills.member_visits(net), people.mother_visits(net))),
        files.MEMBERS: people.member_rows(net),
        files.STAFF: people.staff_rows(net),
        files.AGENTS: people.AGENTS,
        files.ADDRESSES: places.place_rows(net, index),
    }
    out.mkdir(parents=True, exist_ok=True)
    return [files.write(out, name, rows) for name, rows in contents.items()]


def main(argv: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make the files of the demo network.")
    parser.add_argument("--stores", type=Path, required=True, help="stores_2024-06_enriched.csv.gz")
    parser.add_argument("--districts", type=Path, default=SHIPPED, help="district polygons (default: the shipped ones)")
    parser.add_argument("--out", type=Path, default=files.DATA, help="folder to write to (default: app/demo/data)")
    arguments = parser.parse_args(argv)
    for path in make(arguments.stores, arguments.districts, arguments.out):
        print(f"{path.stat().st_size:>9,}  {path.name}")


if __name__ == "__main__":
    main()
