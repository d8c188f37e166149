"""The versioned settings of routing and of the clock."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from dispatch.domain.alerts import AlertRules

Clock = Literal["open_hours", "wall"]
CLOCKS: tuple[str, ...] = get_args(Clock)

# Setting: (least, most); a day is the most a mother can be asked to wait unless headquarters says otherwise
BOUNDS: dict[str, tuple[int, int]] = {
    "acceptance_minutes": (1, 7 * 24 * 60),
    "default_radius_m": (1, 500_000),
    "longest_wait_minutes": (1, 30 * 24 * 60),
    "max_offers": (1, 1_000),
    "max_waiting_minutes": (1, 30 * 24 * 60),
    "delivery_minutes": (0, 30 * 24 * 60),
    "unpaid_close_minutes": (1, 30 * 24 * 60),
    "delivery_fee_fen": (0, 1_000_000),
    "platform_share_bp": (0, 10_000),
    "outage_grace_s": (0, 24 * 60 * 60),
    "device_online_s": (10, 24 * 60 * 60),
    "till_backdate_days": (0, 90),
    "photo_keep_days": (1, 3650),
    "low_stock_days": (0, 365),
    "call_minutes": (10, 24 * 60),
}
FLAGS = ("require_device", "member_choice", "photo_proof")


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules. `clock` says whether the acceptance hour counts open time or plain time."""

    version: int
    acceptance_minutes: int = 60
    clock: Clock = "open_hours"
    default_radius_m: int = 5_000
    longest_wait_minutes: int = 14 * 60
    max_offers: int = 5
    max_waiting_minutes: int = 24 * 60
    delivery_minutes: int = 120
    unpaid_close_minutes: int = 30
    delivery_fee_fen: int = 0
    platform_share_bp: int = 0  # basis points: 100 is 1 %
    outage_grace_s: int = 30
    device_online_s: int = 90  # a phone that gave no sign of life for longer is not there
    require_device: bool = False  # an open store where no phone would ring gets no order
    member_choice: bool = False  # she may choose another store that can take it than the rule's
    till_backdate_days: int = 7  # a sale rung up without a network reaches us this late, and no later
    photo_proof: bool = True  # a photo at the door may stand for her code
    photo_keep_days: int = 90
    low_stock_days: int = 7  # an article that lasts no longer than this runs low
    call_minutes: int = 120  # how long a masked number connects, and is to be had after delivery
    alerts: AlertRules = AlertRules()

    @classmethod
    def from_dict(cls, version: int, settings: Mapping[str, Any]) -> "Policy":
        """A policy from stored or posted settings; what is left out has its default. ValueError names the field."""
        known = {field.name for field in fields(cls)} - {"version"}
        for name, value in settings.items():
            if name not in known:
                raise ValueError(f"policy {name!r} is not a setting; settings are {', '.join(sorted(known))}")
            _check(name, value)
        read = {**settings, "alerts": AlertRules.from_dict(settings["alerts"])} if "alerts" in settings else settings
        return cls(version=version, **read)

    def to_dict(self) -> dict[str, Any]:
        """The settings alone, without the version: `from_dict` reads them back."""
        settings = asdict(self)
        del settings["version"]
        return settings


def _check(name: str, value: object) -> None:
    if name == "alerts":
        return  # which checks its own
    if name == "clock":
        if value not in CLOCKS:
            raise ValueError(f"policy 'clock' must be one of {', '.join(CLOCKS)}")
        return
    if name in FLAGS:
        if not isinstance(value, bool):
            raise ValueError(f"policy {name!r} must be true or false")
        return
    least, most = BOUNDS[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"policy {name!r} must be a whole number")
    if not least <= value <= most:
        raise ValueError(f"policy {name!r} must be from {least} to {most}")
