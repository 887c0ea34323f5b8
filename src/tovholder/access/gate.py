"""The one door. What you may not see and what does not exist answer alike.

A view says who may open it with `requires` (or `signed_in`, or `public`); a test walks every address and
fails for one that says nothing. An object is fetched with `get_or_404`, never with Django's own. What a
page shows of citizens is told with `saw`, or by fetching with `request=`: the middleware writes the log.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from tovholder.access.models import User
from tovholder.access.roles import Permission
from tovholder.audit.reads import Seen, Way

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """What a guarded view gets (for types alone): somebody signed in, and the request's time."""

    user: User
    at: datetime
    today: date
    number: str
    seen: Seen | None


class Denied(PermissionDenied):
    """The actor may not do this."""


def require(actor: User, *permissions: Permission) -> None:
    """:raises Denied: the actor has none of the permissions."""
    if not any(actor.may(permission) for permission in permissions):
        raise Denied(", ".join(permissions))


def get_or_404(
    source: "type[M] | QuerySet[M]",
    pk: Any,
    *,
    actor: User | None = None,
    request: HttpRequest | None = None,
    way: Way = Way.PAGE,
) -> M:
    """The object, if the actor may see it.

    :param source: a model, or a queryset of one (with its select_related) whose manager has `visible_to`.
    :param actor: who asks; the request's user, where none is named.
    :param request: records the look, where the object says whose data it is: `subjects()`.
    :raises Http404: there is none, or none that the actor may see.
    """
    if actor is None:
        if request is None:
            raise TypeError("get_or_404 wants an actor or a request")
        actor = cast(User, request.user)
    queryset: Any = source if isinstance(source, QuerySet) else source._default_manager.all()
    try:
        found: M = queryset.visible_to(actor).get(pk=pk)
    except (queryset.model.DoesNotExist, ValueError, ValidationError, OverflowError) as missing:
        raise Http404 from missing
    subjects = getattr(found, "subjects", None)
    if request is not None and subjects is not None:
        whose = subjects() if callable(subjects) else subjects
        _seen(request).add(way=way, certain=False, **whose)
    return found


def saw(
    request: HttpRequest,
    *,
    way: Way = Way.PAGE,
    persons: Iterable[Any] = (),
    cases: Iterable[Any] = (),
    concerns: Iterable[Any] = (),
    purpose: str = "",
    words: str = "",
) -> None:
    """The answer to this request shows personal data: of these persons, cases and concerns (ids or rows).

    May be called often; the request becomes one row of the log, written before the page leaves.

    :param purpose: why, in the words that the log keeps.
    :param words: what was searched for; the log itself holds their salted hash alone.
    """
    _seen(request).add(way=way, persons=persons, cases=cases, concerns=concerns, purpose=purpose, words=words)


def _seen(request: Any) -> Seen:
    if getattr(request, "seen", None) is None:
        request.seen = Seen()
    found: Seen = request.seen
    return found


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in, and back afterwards: to the page, where a piece of it was asked for.

    What was sent is lost then, and it is said. (With scripts, idle.js asks first.)
    """
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.boosted:
        # A redirect would put the sign-in where the piece was to go.
        page = htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(page).url)
    if request.method == "POST":
        messages.warning(request, _("What you sent was not saved, because you were no longer signed in."))
        # The address of a deed answers no GET: back to the page with the form.
        return redirect_to_login(urlsplit(request.headers.get("Referer", "")).path or "/")
    return redirect_to_login(request.get_full_path())


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether her duties demand a second factor, and she has none here and came by none elsewhere."""
    user = cast(User, request.user)
    if not settings.SECOND_FACTOR or user.has_second_factor or not user.needs_second_factor:
        return False
    came_by = {record["method"] for record in get_authentication_records(request, user)}
    return not (settings.OIDC_SECOND_FACTOR and "socialaccount" in came_by)


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """To the page where she adds one, which says why: nothing else opens before."""
    address = reverse("mfa_index")
    htmx = getattr(request, "htmx", None)
    return HttpResponseClientRedirect(address) if htmx and not htmx.boosted else redirect(address)


def _halted(request: HttpRequest) -> HttpResponse | None:
    """What she is answered who has not signed in, or not by as much as her duties demand."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    return to_second_factor(request) if lacks_second_factor(request) else None


def requires(*permissions: Permission) -> Callable[[View], View]:
    """A view for those who have at least one of the permissions; others get 403, a stranger the sign-in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            halted = _halted(request)
            if halted is None:
                require(cast(User, request.user), *permissions)
            return halted or view(request, *args, **kwargs)

        guarded.permissions = frozenset(permissions)  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """A view for everybody who is signed in, whatever the role."""

    @wraps(view)
    def open_inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _halted(request) or view(request, *args, **kwargs)

    open_inside.permissions = frozenset()  # type: ignore[attr-defined]
    return open_inside


def at_the_door(view: View) -> View:
    """A view for whoever is signed in, even without the second factor that her duties demand."""

    @wraps(view)
    def open_halfway(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if request.user.is_authenticated else to_sign_in(request)

    open_halfway.permissions = frozenset()  # type: ignore[attr-defined]
    return open_halfway


def public(reason: str) -> Callable[[View], View]:
    """A view without sign-in, and why that is right."""

    def decorate(view: View) -> View:
        view.public = reason  # type: ignore[attr-defined]
        return view

    return decorate
