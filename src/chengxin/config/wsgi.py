import os

from django.core.wsgi import get_wsgi_application

from chengxin.web.left_unread import SaysThatItEnds

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.config.settings")
application = get_wsgi_application()
#: For a server that passes on what an application says of the connection, as granian does; PEP 3333 leaves it to the server.
served = SaysThatItEnds(application)
