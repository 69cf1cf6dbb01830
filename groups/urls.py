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
    review_group,
    review_item_steps,
    review_letters,
    review_list,
    review_page,
    review_settling,
    search,
    structure,
)

app_name = "groups"

_IN_REVIEW = "granskning/<slug:slug>/grupp/<slug:group>/"

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
    # The yearly review
    path("granskning/", review_list.review_list, name="review-list"),
    path("granskning/oppna/", review_list.open_review, name="review-open"),
    path("granskning/<slug:slug>/", review_page.review_page, name="review"),
    path("granskning/<slug:slug>/utskick/", review_letters.letters_page, name="review-letters"),
    path("granskning/<slug:slug>/utskick/skicka/", review_letters.send, name="review-send"),
    path(
        "granskning/<slug:slug>/utskick/<slug:kind>/<slug:group>/", review_letters.letter_preview, name="review-letter"
    ),
    path(_IN_REVIEW, review_group.review_group, name="review-group"),
    path(f"{_IN_REVIEW}forslag/<int:pk>/", review_settling.settle, name="review-settle"),
    path(f"{_IN_REVIEW}svar/<uuid:uid>/", review_settling.accept_all, name="review-accept"),
    path(f"{_IN_REVIEW}beslut/", review_item_steps.decide, name="review-decide"),
    path(f"{_IN_REVIEW}svara/", review_item_steps.on_behalf, name="review-on-behalf"),
    path(f"{_IN_REVIEW}lankar/", review_item_steps.make_link, name="review-link"),
    path(f"{_IN_REVIEW}lankar/<int:pk>/aterkalla/", review_item_steps.withdraw_link, name="review-link-withdraw"),
    path(f"{_IN_REVIEW}lankar/<int:pk>/fornya/", review_item_steps.renew_link, name="review-link-renew"),
    path("svara/<str:signed>/", answering.answer_page, name="answer"),
    path("sok/", search.search_page, name="search"),
    path("sok/forslag/", search.suggestions, name="search-suggestions"),
]
