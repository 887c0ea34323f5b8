"""The addresses of meetings, register checks and tasks, in the namespace `cases`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
