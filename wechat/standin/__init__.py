"""A local server that plays WeChat's side: see README.md in this folder.

It knows nothing of the house: a client written for the real WeChat works against it unchanged. For tests and the demo only.
"""

from wechat.standin.account import StandinAccount, ensure_account, read_account, settings
from wechat.standin.remote import ControlError, Remote
from wechat.standin.server import Standin

__all__ = ["ControlError", "Remote", "Standin", "StandinAccount", "ensure_account", "read_account", "settings"]
