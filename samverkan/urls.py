"""Root addresses: what spans the apps stands here, the registry's own pages come from groups/urls.py."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from samverkan import health, views

handler500 = "samverkan.unavailable.server_error"

urlpatterns = [
    path("", views.start, name="start"),
    path("grupper.csv", views.group_csv, name="group-csv"),
    path("grupper.xlsx", views.group_xlsx, name="group-xlsx"),
    path("grupper/<slug:slug>/handlingsplan.csv", views.plan_csv, name="plan-csv"),
    path("grupper/<slug:slug>/handlingsplan.xlsx", views.plan_xlsx, name="plan-xlsx"),
    path("tackning.csv", views.coverage_csv, name="coverage-csv"),
    path("tackning.xlsx", views.coverage_xlsx, name="coverage-xlsx"),
    path("tillganglighet/", TemplateView.as_view(template_name="accessibility.html"), name="accessibility"),
    path("ny-har/", views.newcomers, name="newcomers"),
    path("ord/", views.words, name="words"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("halsa/", health.health, name="health"),
    path("admin/", admin.site.urls),
    path("", include("groups.urls")),  # first: a group's page is what most readers ask for
    path("", include("samverkan.open_data.urls")),
    path("", include("meetings.urls")),
    path("", include("samverkan.reports.urls")),
]
