"""The web application, for gunicorn and for ``flask --app wsgi``. Importing it opens no connection."""

import sys

from app.factory import create_app
from app.keys import ConfigError

try:
    app = create_app()
except ConfigError as error:
    sys.exit(f"jindan: {error}")  # a sentence for the person who set it, not a traceback
