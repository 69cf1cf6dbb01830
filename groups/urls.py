"""The registry's public pages."""

from django.urls import path

from groups.views import (
    answering,
    coverage,
    geography,
    group,
    group_list,
    lift,
    municipality,
    organisation,
    region,
    remark,
    search,
    structure,
)

app_name = "groups"

urlpatterns = [
    path("grupper/", group_list.group_list, name="group-list"),
    path("grupper/<slug:slug>/", group.group_detail, name="group-detail"),
    path("grupper/<slug:slug>/stammer-inte/", remark.remark, name="remark"),
    path("kommuner/", municipality.municipality_list, name="municipality-list"),
    path("kommuner/<slug:slug>/", municipality.municipality_detail, name="municipality-detail"),
    path("organisationer/", organisation.organisation_list, name="organisation-list"),
    path("organisationer/<slug:slug>/", organisation.organisation_detail, name="organisation-detail"),
    path("delregioner/<slug:slug>/", region.region_detail, name="region-detail"),
    path("tackning/", coverage.coverage_page, name="coverage"),
    path("karta/", structure.map_page, name="map"),
    path("karta/geografi/", geography.geography_page, name="geography"),
    path("lyft/", lift.lift, name="lift"),
    path("svara/<str:signed>/", answering.answer_page, name="answer"),
    path("sok/", search.search_page, name="search"),
    path("sok/forslag/", search.suggestions, name="search-suggestions"),
]
