"""The printers that stand in the demo's shops; the stand-in for cloud printers knows them from the start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPrinter:
    """A printer at one of the staffed stores, by its place among them."""

    store: int
    provider: str
    serial: str
    key: str
    name: str


DEMO_PRINTERS = tuple(
    DemoPrinter(store, ("feie", "yilianyun")[store % 2], f"9600{store:05d}", f"demokey{store:02d}", "收银台")
    for store in range(6)
)
