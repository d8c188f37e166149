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
        "device_online_s": 90,
        "require_device": False,
        "member_choice": False,
        "till_backdate_days": 7,
        "photo_proof": True,
        "photo_keep_days": 90,
        "low_stock_days": 7,
        "call_minutes": 120,
        "alerts": {
            "in_app_s": 0,
            "service_account_s": 30,
            "printer_s": 60,
            "sms_s": 300,
            "call_s": 900,
            "receipt_s": 15,
            "group_s": 60,
            "quiet_when_closed": True,
            "quiet_hours": "",
        },
    }


def test_settings_come_back_with_their_version():
    policy = Policy.from_dict(
        7, {"clock": "wall", "acceptance_minutes": 15, "platform_share_bp": 250, "alerts": {"sms_s": None}}
    )
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
        ({"require_device": 1}, "require_device"),
        ({"alerts": 3}, "alerts"),
        ({"alerts": {"sms_s": -1}}, "alerts.sms_s"),
        ({"alerts": {"call_s": True}}, "alerts.call_s"),
        ({"alerts": {"receipt_s": None}}, "alerts.receipt_s"),
        ({"alerts": {"quiet_hours": "22-7"}}, "alerts.quiet_hours"),
        ({"alerts": {"quiet_when_closed": 1}}, "alerts.quiet_when_closed"),
        ({"alerts": {"pigeon_s": 1}}, "alerts.pigeon_s"),
        ({"device_online_s": 9}, "device_online_s"),
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
