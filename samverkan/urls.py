"""Root addresses: what spans the apps stands here, the registry's own pages come from groups/urls.py."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from samverkan import views

urlpatterns = [
    path("tillganglighet/", TemplateView.as_view(template_name="accessibility.html"), name="accessibility"),
    path("halsa/", views.health, name="health"),
    path("admin/", admin.site.urls),
]
if find_spec("groups.urls"):
    urlpatterns.append(path("", include("groups.urls")))
