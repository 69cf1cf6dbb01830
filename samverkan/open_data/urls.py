"""Addresses of the open data. They are for programs, and do not change."""

from django.urls import path

from samverkan.open_data import views

urlpatterns = [
    path("oppna-data/", views.index, name="open-data"),
    path("oppna-data/falt/", views.fields, name="open-data-fields"),
    path("oppna-data/<path:path>", views.file, name="open-data-file"),
]
