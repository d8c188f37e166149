"""Percentiles, medians, and the one shape in which every figure is reported."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie, interpolated. ValueError if there are none."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)


def timings_us(work: Callable[[T], object], inputs: Sequence[T]) -> list[float]:
    """How long ``work`` took for each input, in microseconds."""
    gc.collect()
    took = []
    for each in inputs:
        began = time.perf_counter_ns()
        work(each)
        took.append((time.perf_counter_ns() - began) / 1000)
    return took


@dataclass(frozen=True)
class Figure:
    """One measured value. ``goal`` is what it may be at most, None when there is none."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.value <= self.goal

    def row(self) -> tuple[str, str, str, str]:
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return self.name, f"{_short(self.value)} {self.unit}".strip(), _goal(self), verdict

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "value": self.value, "unit": self.unit, "goal": self.goal, "met": self.met}


@dataclass
class Report:
    """What one benchmark found: its figures, and remarks that a number cannot carry."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str = "", goal: float | None = None) -> None:
        self.figures.append(Figure(name, float(value), unit, goal))

    def as_dict(self) -> dict[str, Any]:
        return {"title": self.title, "figures": [each.as_dict() for each in self.figures], "remarks": self.remarks}


def _short(value: float) -> str:
    if value == int(value) and abs(value) >= 10 or value == 0:
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _goal(figure: Figure) -> str:
    return "" if figure.goal is None else f"<= {_short(figure.goal)} {figure.unit}".strip()
