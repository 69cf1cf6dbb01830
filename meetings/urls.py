"""The pages about meetings."""

from __future__ import annotations

from django.urls import path

from meetings.views import participation, plan

app_name = "meetings"

urlpatterns = [
    path("grupper/<slug:slug>/deltagande/", participation.participation_page, name="participation"),
    path("grupper/<slug:slug>/handlingsplan/", plan.plan, name="plan"),
    path("grupper/<slug:slug>/handlingsplan/<int:pk>/", plan.change, name="plan-action"),
]
