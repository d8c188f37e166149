import pytest

from dispatch.domain.policy import Policy


def test_the_defaults_are_the_rules_of_the_house():
    assert Policy.from_dict(3, {}).to_dict() == {
        "acceptance_minutes": 60,
        "clock": "open_hours",
        "default_radius_m": 5000,
        "longest_wait_minutes": 840,
        "max_offers": 5,
        "max_waiting_minutes": 1440,
        "delivery_minutes": 120,
        "unpaid_close_minutes": 30,
        "delivery_fee_fen": 0,
        "platform_share_bp": 0,
        "outage_grace_s": 30,
        "member_choice": 0,
        "till_backdate_days": 7,
        "photo_proof": 1,
        "photo_keep_days": 90,
        "low_stock_days": 7,
        "call_minutes": 120,
    }


def test_settings_come_back_with_their_version():
    policy = Policy.from_dict(7, {"clock": "wall", "acceptance_minutes": 15, "platform_share_bp": 250})
    assert policy.version == 7
    assert Policy.from_dict(7, policy.to_dict()) == policy
    assert hash(policy) == hash(Policy.from_dict(7, policy.to_dict()))


@pytest.mark.parametrize(
    "settings, field",
    [
        ({"acceptance_minutes": 0}, "acceptance_minutes"),
        ({"acceptance_minutes": 1.5}, "acceptance_minutes"),
        ({"max_offers": True}, "max_offers"),
        ({"default_radius_m": "5000"}, "default_radius_m"),
        ({"default_radius_m": -1}, "default_radius_m"),
        ({"platform_share_bp": 10_001}, "platform_share_bp"),
        ({"delivery_fee_fen": -1}, "delivery_fee_fen"),
        ({"max_waiting_minutes": None}, "max_waiting_minutes"),
        ({"member_choice": 2}, "member_choice"),
        ({"clock": "sundial"}, "clock"),
        ({"clock": ["wall"]}, "clock"),
        ({"acceptance_minute": 60}, "acceptance_minute"),
        ({"version": 4}, "version"),
    ],
)
def test_errors_name_the_field(settings, field):
    with pytest.raises(ValueError, match=f"policy '{field}'"):
        Policy.from_dict(1, settings)
