"""Addresses of the closed compilations: permanent, each version its own; and where a review is closed into one."""

from django.urls import path

from samverkan.reports import closing, views

_ONE = "sammanstallningar/<slug:slug>/<int:version>"

urlpatterns = [
    path("granskning/<slug:slug>/stang/", closing.close, name="review-close"),
    path("granskning/<slug:slug>/ratta/", closing.correct, name="review-correct"),
    path("sammanstallningar/", views.compilation_list, name="compilation-list"),
    path(f"{_ONE}/", views.compilation, name="compilation"),
    path(f"{_ONE}/jamfor/", views.compare, name="compilation-compare"),
    path(f"{_ONE}/jamfor.csv", views.compare_csv, name="compilation-compare-csv"),
    path(f"{_ONE}/<slug:sheet>.csv", views.sheet_csv, name="compilation-csv"),
    path(f"{_ONE}/filer.zip", views.zipped, name="compilation-zip"),
    path(f"{_ONE}/sammanstallning.xlsx", views.xlsx, name="compilation-xlsx"),
    path(f"{_ONE}/sammanstallning.docx", views.made, {"kind": "docx"}, name="compilation-docx"),
    path(f"{_ONE}/sammanstallning.pdf", views.made, {"kind": "pdf"}, name="compilation-pdf"),
    path(f"{_ONE}/sammanstallning.docx/igen/", views.made_again, {"kind": "docx"}, name="compilation-docx-again"),
    path(f"{_ONE}/sammanstallning.pdf/igen/", views.made_again, {"kind": "pdf"}, name="compilation-pdf-again"),
]
