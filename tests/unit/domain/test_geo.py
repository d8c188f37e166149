"""The fast estimate stays within its proven error of the geodesic, everywhere and at every range."""

import random

import numpy as np
import pytest
from geopy.distance import geodesic

from dispatch.domain.geo import arc_m, check_finite, distance_m, ecef, ecef_many, error_m, latitude_reach, shown_m

A_M, B_M = 6378137.0, 6356752.314245179


def random_pairs(count, seed, most_km):
    rng = random.Random(seed)
    for _ in range(count):
        lng, lat = rng.uniform(-180, 180), rng.uniform(-89, 89)
        metres = 10 ** rng.uniform(-1, np.log10(most_km * 1000))
        there = geodesic(meters=metres).destination((lat, lng), rng.uniform(0, 360))
        yield lng, lat, there.longitude, there.latitude


def chord_m(lng1, lat1, lng2, lat2):
    a, b = np.array(ecef(lng1, lat1)), np.array(ecef(lng2, lat2))
    return np.array([float(np.sqrt(((a - b) ** 2).sum()))])


def test_distance_is_geopys_to_the_last_bit():
    for lng1, lat1, lng2, lat2 in random_pairs(200, 1, 15_000):
        assert distance_m(lng1, lat1, lng2, lat2) == geodesic((lat1, lng1), (lat2, lng2)).m


def test_a_published_distance():
    """Karney's GeodSolve example: JFK to LHR is 5551759.400 m."""
    assert distance_m(-73.8, 40.6, -0.5, 51.6) == pytest.approx(5551759.400, abs=0.001)


def test_the_estimate_is_within_its_error_up_to_10000_km():
    for pair in random_pairs(4000, 2, 10_000):
        chord = chord_m(*pair)
        estimate = arc_m(chord)
        assert abs(float(estimate[0]) - distance_m(*pair)) <= float(error_m(estimate, chord)[0]), pair


def test_the_error_covers_both_arcs_of_the_proof():
    chords = np.geomspace(1, 1e7, 1000)
    estimate = arc_m(chords)
    for radius in (B_M**2 / A_M, A_M**2 / B_M):
        bound = 2 * radius * np.arcsin(chords / (2 * radius))
        assert (np.abs(bound - estimate) <= error_m(estimate, chords)).all()


def test_less_its_error_the_estimate_still_grows():
    """What ordering by blocks rests on."""
    chords = np.geomspace(1e-3, 1e7, 100_000)
    estimate = arc_m(chords)
    assert (np.diff(estimate - error_m(estimate, chords)) >= 0).all()


def test_within_20_km_the_estimate_is_a_tenth_of_a_millimetre_from_the_truth():
    for pair in random_pairs(2000, 3, 20):
        assert abs(float(arc_m(chord_m(*pair))[0]) - distance_m(*pair)) < 1e-4


def test_what_people_are_shown_is_the_geodesic_in_whole_metres():
    for pair in random_pairs(2000, 6, 100):
        assert abs(shown_m(*pair) - distance_m(*pair)) <= 0.52
    assert shown_m(0, 0, 0, 0) == 0
    assert shown_m(0, 90, 0, -90) == pytest.approx(20_004_000, rel=0.05)  # no farther can be, and it is no error


def test_one_point_and_many_are_the_same_place():
    lngs, lats = np.array([121.5, -60.0]), np.array([31.2, -45.0])
    many = np.array(ecef_many(lngs, lats)).T
    assert np.allclose(many, [ecef(121.5, 31.2), ecef(-60.0, -45.0)], rtol=0, atol=1e-8)


@pytest.mark.parametrize("lat", [0.0, 31.0, 53.0, -40.0])
def test_nothing_within_a_radius_lies_beyond_its_latitudes(lat):
    for bearing in (0, 180, 1, 179):
        there = geodesic(meters=5000).destination((lat, 121.0), bearing)
        assert abs(there.latitude - lat) <= latitude_reach(5000)


@pytest.mark.parametrize("point", [(float("nan"), 31.0), (121.0, float("inf")), (181.0, 0.0), (0.0, -91.0)])
def test_what_is_no_point_is_an_error(point):
    with pytest.raises(ValueError, match="finite"):
        check_finite(*point)
