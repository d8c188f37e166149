"""What a client asks the house about itself, before anybody has logged in."""

from __future__ import annotations

from typing import Any

from app.mom_api.kit import documented, part
from app.mom_api.schemas import MomAbout
from app.web.access import operation
from app.web.house import house

about = part("about", "About the house / 关于商城")


@about.route("/about", methods=["GET"])
@documented(about, "How to reach customer service", public=True)
@about.response(200, MomAbout())
@operation("mom.about")
def get_about() -> dict[str, Any]:
    """From the configuration (`JINDAN_SERVICE_PHONE`), so that a new number needs no new build of the clients."""
    return {"service_phone": house().config.service_phone, "online_service": house().wechat is not None}
