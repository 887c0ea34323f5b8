"""The addresses of cases (`case_urls`) and of meetings, checks and tasks (`meeting_urls`)."""

from django.urls import URLPattern

from tovholder.cases.meeting_urls import urlpatterns as meeting_urls

app_name = "cases"
case_urls: list[URLPattern] = []
urlpatterns = [*case_urls, *meeting_urls]
