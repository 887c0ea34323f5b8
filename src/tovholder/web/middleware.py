"""An empty answer becomes a page that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tovholder.web.views import only_by_form


class OnlyByFormMiddleware:
    """A GET of an address that takes only POST is answered with 405 and nothing: here it gets its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        answer = only_by_form(request)
        answer.headers["Allow"] = response.headers["Allow"]
        return answer
