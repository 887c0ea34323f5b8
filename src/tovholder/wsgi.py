"""The WSGI application, for granian or any other server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tovholder.settings")

application = get_wsgi_application()

from tovholder.reports import warming  # noqa: E402  it needs the settings

warming.in_background()
