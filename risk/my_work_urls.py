"""The address of a worker's own page."""

from django.urls import path

from risk.views.my_work import my_work

app_name = "my_work"

urlpatterns = [path("", my_work, name="list")]
