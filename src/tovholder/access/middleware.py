"""One request is one transaction that carries the actor."""

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tovholder.access.actors import System, act_as
from tovholder.audit.reads import Seen, record_refusal
from tovholder.core import clock

log = logging.getLogger(__name__)

#: A session's last use is noted at most this often (seconds): a page view costs no write.
NOTED_EVERY = 60
#: Asked by a page that is open: to ask is no use of the session, to post is (web.views.awake).
AWAKE = "/awake/"
#: Answers when the database does not: no transaction is opened for it, and it sees no row of anybody.
HEALTH = "/healthz"
#: Answers without a page of ours behind them: an object was fetched, and nothing of it shown.
SHOWS_NOTHING = {204, 301, 302, 303, 304, 307, 308, 403, 404, 412}
#: Answers to who asks for what she may not see, or for what is not there.
REFUSALS = {403, 404}


class ActorMiddleware:
    """Open the transaction, tell the database who acts, and roll back when the answer is an error of ours.

    Everything after it (authentication, the view, the template) runs inside the transaction; the
    session is read before it and saved after it. `request.at` and `request.today` are the request's time.
    Whose personal data the answer shows (`gate.saw`) becomes one row of the log, in the same transaction; who
    was refused, one in a transaction of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        request.today = clock.today()  # type: ignore[attr-defined]
        request.number = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        if request.path == HEALTH:
            return self.get_response(request)
        actor = self._actor(request)
        with transaction.atomic():
            act_as(actor, request=f"{request.method} {request.number}")  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            else:
                self._record(request, response)
        if actor is not None and actor > 0 and response.status_code in REFUSALS:
            self._record_refusal(request, response, actor)
        if request.headers.get("X-Requested-With") == "autosave":
            # The page says when it was saved by this clock, not by the reader's machine's.
            response.headers["X-At"] = localtime(request.at).isoformat(timespec="seconds")  # type: ignore[attr-defined]
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response

    @staticmethod
    def _record(request: HttpRequest, response: HttpResponse) -> None:
        """Write what the answer shows to the log. A redirect or a no does not show what was only fetched."""
        seen: Seen | None = getattr(request, "seen", None)
        if seen is None or seen.way is None:
            return
        if seen.certain or response.status_code not in SHOWS_NOTHING:
            match = request.resolver_match
            seen.write(view=match.view_name if match else "")

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view said no. No view ever sees a mistyped address, or a form that comes from elsewhere."""
        request.was_refused = isinstance(exception, Http404 | PermissionDenied)  # type: ignore[attr-defined]

    @staticmethod
    def _record_refusal(request: HttpRequest, response: HttpResponse, actor: int) -> None:
        """Write down who tried, whatever became of the request. The answer leaves as it is, if that fails.

        Only what the gate guards: pages of one's own account and links by mail are no attempts.
        """
        match = request.resolver_match
        if (
            match is None
            or not getattr(request, "was_refused", False)
            or not hasattr(match.func, "permissions")
        ):
            return
        try:
            with transaction.atomic():
                act_as(actor, request=f"{request.method} {request.number}")  # type: ignore[attr-defined]
                record_refusal(view=match.view_name, status=response.status_code, asked=match.kwargs)
        except Error as error:
            log.error("A refused attempt was not recorded: %s", type(error).__name__)

    def _actor(self, request: HttpRequest) -> int | None:
        session = request.session
        if SESSION_KEY in session:
            if self._idle(request):
                session.flush()
                messages.info(request, _("You were signed off because nothing happened for a while."))
            else:
                return int(session[SESSION_KEY])
        if request.path.startswith(settings.SIGN_IN_PATHS):
            return System.SIGN_IN
        if request.path.startswith(settings.PUBLIC_LINK_PATHS):
            return System.PUBLIC_LINK
        return None

    @staticmethod
    def _idle(request: HttpRequest) -> bool:
        now = int(time.time())
        seen = request.session.get("seen", now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            return True
        if request.path == AWAKE and request.method == "GET":
            return False
        if now - seen > min(NOTED_EVERY, settings.SESSION_IDLE_SECONDS // 5) or "seen" not in request.session:
            request.session["seen"] = now
        return False


def seconds_left(request: HttpRequest) -> int:
    """How long the session lives on when nothing more happens."""
    seen: int = request.session.get("seen", 0)
    return max(seen + settings.SESSION_IDLE_SECONDS - int(time.time()), 0)
