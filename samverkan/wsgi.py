"""What gunicorn serves: `gunicorn samverkan.wsgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from samverkan.proxy import under_sub_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverkan.settings")
application = under_sub_path(get_wsgi_application(), settings.FORCE_SCRIPT_NAME)
