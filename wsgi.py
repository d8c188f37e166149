"""The web application, for gunicorn and for ``flask --app wsgi``. Importing it opens no connection."""

from app.factory import create_app

app = create_app()
