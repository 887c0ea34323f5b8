"""The WSGI application as `tovholder serve` and `demo` run it: it does not outlive its server.

A web server that is killed hard leaves its workers behind, with the port in their hands.
"""

import os
import signal

from tovholder.core.processes import die_with_parent

die_with_parent(signal.SIGKILL)
# A connection that is new to the database learns its tables first: that costs more than most pages.
os.environ.setdefault("TOVHOLDER_POOL", "1")

from tovholder.wsgi import application  # noqa: E402  loading takes a second; die before it too

__all__ = ["application"]
