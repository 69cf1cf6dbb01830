"""The pages about meetings."""

from __future__ import annotations

from django.urls import URLPattern, path

from meetings.views import attachments, minutes, minutes_steps, verifying

app_name = "meetings"

urlpatterns: list[URLPattern] = [
    # The minutes
    path("moten/<int:pk>/anteckningar/", minutes.minutes, name="minutes"),
    path("moten/<int:pk>/anteckningar.docx", minutes.minutes_docx, name="minutes-docx"),
    path("moten/<int:pk>/anteckningar.pdf", minutes.minutes_pdf, name="minutes-pdf"),
    path("moten/<int:pk>/justerare/", minutes_steps.add_verifier, name="verifier-add"),
    path("moten/<int:pk>/justerare/<int:verifier>/justerat/", minutes_steps.verify_on_behalf, name="verifier-verify"),
    path("moten/<int:pk>/justerare/<int:verifier>/ny-lank/", minutes_steps.renew_link, name="verifier-renew"),
    path("moten/<int:pk>/justerare/<int:verifier>/ta-bort/", minutes_steps.remove_verifier, name="verifier-remove"),
    path("moten/<int:pk>/rattelser/", minutes_steps.correct, name="minutes-correct"),
    path("moten/<int:pk>/publicera/", minutes_steps.publish, name="minutes-publish"),
    path("moten/<int:pk>/avpublicera/", minutes_steps.withdraw, name="minutes-withdraw"),
    path("moten/<int:pk>/diarium/", minutes_steps.register, name="minutes-register"),
    path("moten/<int:pk>/bilagor/", attachments.add_attachment, name="attachment-add"),
    path("moten/<int:pk>/bilagor/<uuid:uid>/ta-bort/", attachments.remove_attachment, name="attachment-remove"),
    path("moten/bilagor/<uuid:uid>/", attachments.attachment, name="attachment"),
    path("moten/justera/<str:signed>/", verifying.verify, name="verify"),
    path("moten/justera/<str:signed>/anteckningar.pdf", verifying.verify_pdf, name="verify-pdf"),
    path("moten/justera/<str:signed>/bilagor/<uuid:uid>/", verifying.verify_attachment, name="verify-attachment"),
]
