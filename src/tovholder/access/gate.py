"""The one door. What you may not see and what does not exist answer alike.

A view says who may open it with `requires` (or `signed_in`, or `public`); a test walks every address and
fails for one that says nothing. An object is fetched with `get_or_404`, never with Django's own.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect

from tovholder.access.models import User
from tovholder.access.roles import Permission

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """What a guarded view gets (for types alone): somebody signed in, and the request's time."""

    user: User
    at: datetime
    today: date
    number: str


class Denied(PermissionDenied):
    """The actor may not do this."""


def require(actor: User, *permissions: Permission) -> None:
    """:raises Denied: the actor has none of the permissions."""
    if not any(actor.may(permission) for permission in permissions):
        raise Denied(", ".join(permissions))


def get_or_404(source: "type[M] | QuerySet[M]", pk: Any, *, actor: User) -> M:
    """The object, if the actor may see it.

    :param source: a model, or a queryset of one (with its select_related) whose manager has `visible_to`.
    :raises Http404: there is none, or none that the actor may see.
    """
    queryset: Any = source if isinstance(source, QuerySet) else source._default_manager.all()
    try:
        found: M = queryset.visible_to(actor).get(pk=pk)
    except (queryset.model.DoesNotExist, ValueError, OverflowError) as missing:
        raise Http404 from missing
    return found


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in, and back afterwards: to the page, where a piece of it was asked for."""
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.boosted:
        # A redirect would put the sign-in where the piece was to go.
        page = htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(page).url)
    return redirect_to_login(request.get_full_path())


def requires(*permissions: Permission) -> Callable[[View], View]:
    """A view for those who have at least one of the permissions; others get 403, a stranger the sign-in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            require(request.user, *permissions)
            return view(request, *args, **kwargs)

        guarded.permissions = frozenset(permissions)  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """A view for everybody who is signed in, whatever the role."""

    @wraps(view)
    def open_inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    open_inside.permissions = frozenset()  # type: ignore[attr-defined]
    return open_inside


def public(reason: str) -> Callable[[View], View]:
    """A view without sign-in, and why that is right."""

    def decorate(view: View) -> View:
        view.public = reason  # type: ignore[attr-defined]
        return view

    return decorate
