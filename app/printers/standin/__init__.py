"""A local server that plays 飞鹅's and 易联云's side, with printers that can be offline, out of paper or slow.

It checks every signature and knows nothing of the house: the adapters written for the real providers work against it
unchanged. For tests and the demo only. ``/`` shows what was printed; ``/_standin/…`` is what tests do in place of people:

- ``POST /_standin/printers`` ``{"provider", "serial", "key"}``: a printer stands somewhere, with this key on its underside
- ``POST /_standin/printers/<provider>/<serial>`` ``{"condition": online|offline|no_paper, "delay_s": 0}``
- ``GET /_standin/jobs``: every job, its content, when it came in and when it came out
- ``POST /_standin/misbehave`` ``{"kind": "5xx|rubbish|slow|stale_token|refuse", "count": 1}``: the answers to come
- ``POST /_standin/reset``
"""

from app.printers.standin.account import StandinAccount, ensure_account
from app.printers.standin.server import PrinterStandin

__all__ = ["PrinterStandin", "StandinAccount", "ensure_account"]
