"""The rule written a second time, the slow way: every store, geopy's own distance, shapely's own test."""

from datetime import timedelta

from geopy.distance import geodesic
from shapely.geometry import Point

from dispatch.domain.eligibility import StoreFacts


def route(shapes, request, facts, policy):
    """(reason, store id, expires at, every store of hers or in area with its first fault, in order)."""
    known = {shape.id: shape for shape in shapes}
    hers = [store_id for store_id in dict.fromkeys(request.her_stores) if store_id in known]
    metres = {s.id: geodesic((request.lat, request.lng), (s.lat, s.lng)).m for s in shapes}
    others = sorted(
        (shape for shape in shapes if shape.id not in hers),
        key=lambda s: (not s.hours.is_open(request.at), metres[s.id], s.code),
    )
    told = []
    for shape in [known[store_id] for store_id in hers] + others:
        inside = covers(shape, request, metres[shape.id], policy)
        if inside or shape.id in hers:
            told.append((shape.id, fault(shape, inside, request, facts.get(shape.id), policy)))
    for store_id, why in told:
        if why is None:
            home = store_id in hers
            is_latest = home and store_id == request.her_stores[0]
            reason = "home_store" if is_latest else "her_other_store" if home else "nearest"
            return reason, store_id, hour_ends(known[store_id], request, policy), told
    return "needs_person", None, None, told


def covers(shape, request, metres, policy):
    if shape.area is not None:
        return shape.area.intersects(Point(request.lng, request.lat))
    return metres <= (policy.default_radius_m if shape.radius_m is None else shape.radius_m)


def hour_ends(shape, request, policy):
    return shape.hours.add_open(request.at, timedelta(minutes=policy.acceptance_minutes))


def fault(shape, inside, request, facts, policy):  # noqa: C901, PLR0911 - the rule word by word
    facts = facts or StoreFacts(shape.id)
    if facts.status != "active":
        return "not_active"
    if facts.paused:
        return "paused"
    if facts.capacity is not None and facts.live_orders >= facts.capacity:
        return "at_capacity"
    if not inside:
        return "out_of_area"
    if facts.short_skus:
        return "out_of_stock"
    end = hour_ends(shape, request, policy)
    if end is None or end > request.at + timedelta(minutes=policy.longest_wait_minutes):
        return "opens_too_late"
    if policy.require_device and not facts.device_online and shape.hours.is_open(request.at):
        return "no_device"
    if shape.id in request.already_offered:
        return "already_offered"
    if shape.id in request.excluded or (request.only is not None and shape.id not in request.only):
        return "excluded_by_person"
    return None
