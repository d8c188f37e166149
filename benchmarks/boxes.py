"""The usual way in SQL: a bounding box on an index, then ordered by distance on a sphere."""

from __future__ import annotations

import math
from collections.abc import Sequence

from psycopg import Connection

from benchmarks.brute import Nearest
from benchmarks.network import METRES_PER_DEGREE, Point, Shop
from benchmarks.stats import Report, median, percentile, timings_us

RADIUS_M = 5_000.0
CHECKED = 100
_NEAREST = """
SELECT id, 2 * 6371008.8 * asin(sqrt(sin(radians(lat - %(lat)s) / 2) ^ 2
       + cos(radians(lat)) * cos(radians(%(lat)s)) * sin(radians(lng - %(lng)s) / 2) ^ 2)) AS metres
FROM bench_points
WHERE lat BETWEEN %(south)s AND %(north)s AND lng BETWEEN %(west)s AND %(east)s AND status = 'active'
ORDER BY metres LIMIT 9
"""


class Boxes:
    """The stores' points in a table with an index on (lat, lng)."""

    def __init__(self, connection: Connection, shops: Sequence[Shop]) -> None:
        self._connection = connection
        self._nearest = Nearest([(shop.lng, shop.lat) for shop in shops], [shop.status == "active" for shop in shops])
        connection.execute(
            "CREATE TEMP TABLE bench_points (id bigint PRIMARY KEY, lat float8, lng float8, status text)"
        )
        with connection.cursor() as cursor, cursor.copy("COPY bench_points FROM STDIN") as copy:
            for number, shop in enumerate(shops, 1):
                copy.write_row((number, shop.lat, shop.lng, shop.status))
        connection.execute("CREATE INDEX ON bench_points (lat, lng)")
        connection.execute("ANALYZE bench_points")

    def measure(self, report: Report, points: Sequence[Point]) -> None:
        """Its time, and how often its nearest store is not the nearest."""
        for point in points[:20]:
            self.ask(point)
        took = timings_us(self.ask, points)
        report.add("indexed SQL (box, then sphere): median", median(took), "us")
        report.add("indexed SQL (box, then sphere): p99", percentile(took, 0.99), "us")
        checked = [point for point in points[: CHECKED * 2] if self.ask(point)][:CHECKED]
        wrong = sum(1 for point in checked if self.ask(point)[0][0] != self._nearest.of(point) + 1)
        report.remarks.append(
            f"the SQL query named another store than the nearest for {wrong} of {len(checked)} points"
        )

    def ask(self, point: Point) -> list[tuple[int, float]]:
        lng, lat = point
        high, wide = RADIUS_M / METRES_PER_DEGREE, RADIUS_M / (METRES_PER_DEGREE * math.cos(math.radians(lat)))
        box = {"lng": lng, "lat": lat, "south": lat - high, "north": lat + high, "west": lng - wide, "east": lng + wide}
        return self._connection.execute(_NEAREST, box, prepare=True).fetchall()
