"""Reviews with what is answered, and their frozen compilations with the files made of them."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import groups.models.dated


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0005_person_behind_an_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="Compilation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("made_at", models.DateTimeField(verbose_name="fastställd")),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="vad som är rättat")),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("names", models.JSONField(blank=True, default=dict)),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "sammanställning",
                "verbose_name_plural": "sammanställningar",
                "ordering": ["-made_at", "-version"],
            },
        ),
        migrations.CreateModel(
            name="CompilationFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("whole", models.BooleanField()),
                ("key", models.CharField(max_length=64, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("making", "görs"), ("ready", "färdig"), ("failed", "gick inte att göra")],
                        default="making",
                        max_length=10,
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("data", models.BinaryField(null=True)),
                (
                    "compilation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="groups.compilation"
                    ),
                ),
            ],
            options={
                "verbose_name": "sammanställningens fil",
                "verbose_name_plural": "sammanställningars filer",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReview",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField(editable=False, max_length=80, verbose_name="adress")),
                ("title", models.CharField(max_length=200, verbose_name="titel")),
                (
                    "authors",
                    models.CharField(
                        help_text="Funktioner, t.ex. ”processledarna för God och Nära vård”.",
                        max_length=200,
                        verbose_name="sammanställd av",
                    ),
                ),
                (
                    "reference_date",
                    models.DateField(
                        help_text="Sammanställningen beskriver grupperna som de är den dagen.",
                        verbose_name="avser läget den",
                    ),
                ),
                ("answers_by", models.DateField(verbose_name="svar senast")),
                (
                    "introduction",
                    models.TextField(
                        blank=True, help_text="Står först i sammanställningen. Frivillig.", verbose_name="inledning"
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, verbose_name="öppnad")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="stängd")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commissioner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Gruppen som beställer sammanställningen, oftast delregionens arbetsutskott.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="groups.group",
                        verbose_name="uppdragsgivare",
                    ),
                ),
                (
                    "compared_with",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Den tidigare sammanställning som ändringarna räknas från.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="groups.compilation",
                        verbose_name="reviderad från",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="groups.region",
                        verbose_name="delregion",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical granskning",
                "verbose_name_plural": "historical granskningar",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(editable=False, max_length=80, unique=True, verbose_name="adress")),
                ("title", models.CharField(max_length=200, verbose_name="titel")),
                (
                    "authors",
                    models.CharField(
                        help_text="Funktioner, t.ex. ”processledarna för God och Nära vård”.",
                        max_length=200,
                        verbose_name="sammanställd av",
                    ),
                ),
                (
                    "reference_date",
                    models.DateField(
                        help_text="Sammanställningen beskriver grupperna som de är den dagen.",
                        verbose_name="avser läget den",
                    ),
                ),
                ("answers_by", models.DateField(verbose_name="svar senast")),
                (
                    "introduction",
                    models.TextField(
                        blank=True, help_text="Står först i sammanställningen. Frivillig.", verbose_name="inledning"
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, verbose_name="öppnad")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="stängd")),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commissioner",
                    models.ForeignKey(
                        help_text="Gruppen som beställer sammanställningen, oftast delregionens arbetsutskott.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews_commissioned",
                        to="groups.group",
                        verbose_name="uppdragsgivare",
                    ),
                ),
                (
                    "compared_with",
                    models.ForeignKey(
                        blank=True,
                        help_text="Den tidigare sammanställning som ändringarna räknas från.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.compilation",
                        verbose_name="reviderad från",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="groups.region",
                        verbose_name="delregion",
                    ),
                ),
            ],
            options={
                "verbose_name": "granskning",
                "verbose_name_plural": "granskningar",
                "ordering": ["-reference_date", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalReviewItem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("continue", "fortsätter"),
                            ("revise", "uppdraget revideras"),
                            ("merge", "slås ihop"),
                            ("dormant", "görs vilande"),
                            ("end", "avslutas"),
                            ("return", "återkom"),
                        ],
                        max_length=10,
                        verbose_name="beslut",
                    ),
                ),
                (
                    "verdict_note",
                    models.CharField(
                        blank=True,
                        help_text="Till exempel vilken grupp den slås ihop med.",
                        max_length=250,
                        verbose_name="beslutet i ord",
                    ),
                ),
                ("verdict_on", models.DateField(blank=True, null=True, verbose_name="beslutat den")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="groups.group",
                        verbose_name="grupp",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verdict_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="groups.review",
                        verbose_name="granskning",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical grupp i granskningen",
                "verbose_name_plural": "historical grupper i granskningen",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="compilation",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="compilations",
                to="groups.review",
                verbose_name="granskning",
            ),
        ),
        migrations.CreateModel(
            name="ReviewItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("continue", "fortsätter"),
                            ("revise", "uppdraget revideras"),
                            ("merge", "slås ihop"),
                            ("dormant", "görs vilande"),
                            ("end", "avslutas"),
                            ("return", "återkom"),
                        ],
                        max_length=10,
                        verbose_name="beslut",
                    ),
                ),
                (
                    "verdict_note",
                    models.CharField(
                        blank=True,
                        help_text="Till exempel vilken grupp den slås ihop med.",
                        max_length=250,
                        verbose_name="beslutet i ord",
                    ),
                ),
                ("verdict_on", models.DateField(blank=True, null=True, verbose_name="beslutat den")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_items",
                        to="groups.group",
                        verbose_name="grupp",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="groups.review",
                        verbose_name="granskning",
                    ),
                ),
                (
                    "verdict_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "grupp i granskningen",
                "verbose_name_plural": "grupper i granskningen",
                "ordering": ["review", "group__tree_id", "group__lft"],
            },
        ),
        migrations.CreateModel(
            name="AnswerLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=groups.models.dated.new_uid, editable=False, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                ("to", models.CharField(max_length=200, verbose_name="till")),
                ("made_at", models.DateTimeField()),
                ("open_until", models.DateTimeField(verbose_name="öppen till")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="återkallad")),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="groups.person",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="groups.reviewitem"
                    ),
                ),
            ],
            options={
                "verbose_name": "svarslänk",
                "verbose_name_plural": "svarslänkar",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=groups.models.dated.new_uid, editable=False, unique=True)),
                (
                    "on_behalf_of",
                    models.CharField(
                        blank=True,
                        help_text="Vem som svarade, som funktion: ”MAS i Bjuv, per telefon”.",
                        max_length=150,
                        verbose_name="svar från",
                    ),
                ),
                ("answered_at", models.DateTimeField(verbose_name="svarat")),
                ("unchanged", models.BooleanField(default=False, verbose_name="uppgifterna stämmer")),
                (
                    "serves",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "ja"), ("partly", "delvis"), ("no", "nej")],
                        max_length=6,
                        verbose_name="gör gruppen det den är till för?",
                    ),
                ),
                ("serves_note", models.TextField(blank=True, verbose_name="kommentar")),
                ("task_change", models.TextField(blank=True, verbose_name="bör uppdraget ändras, och hur?")),
                ("merge_note", models.TextField(blank=True, verbose_name="bör gruppen slås ihop med en annan?")),
                ("end_note", models.TextField(blank=True, verbose_name="bör gruppen avslutas, och varför?")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("continue", "fortsätt"),
                            ("revise", "revidera uppdraget"),
                            ("merge", "slå ihop med en annan grupp"),
                            ("dormant", "vilande"),
                            ("end", "avsluta"),
                        ],
                        max_length=10,
                        verbose_name="förslag",
                    ),
                ),
                ("restart_condition", models.CharField(blank=True, max_length=250, verbose_name="villkor för omstart")),
                (
                    "other",
                    models.TextField(
                        blank=True,
                        help_text="Till exempel ledamöter som har bytts ut.",
                        verbose_name="annat som har ändrats",
                    ),
                ),
                ("settled_at", models.DateTimeField(editable=False, null=True, verbose_name="avgjort")),
                (
                    "merge_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="groups.group",
                        verbose_name="slås ihop med",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="groups.answerlink",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="groups.reviewitem",
                        verbose_name="grupp",
                    ),
                ),
            ],
            options={
                "verbose_name": "svar",
                "verbose_name_plural": "svar",
                "ordering": ["-answered_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("invitation", "inbjudan"), ("reminder", "påminnelse")],
                        max_length=10,
                        verbose_name="slag",
                    ),
                ),
                ("subject", models.CharField(max_length=250, verbose_name="ämne")),
                ("begun_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="skickat")),
                ("problem", models.CharField(blank=True, max_length=250, verbose_name="fel")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="groups.answerlink"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "utskick",
                "verbose_name_plural": "utskick",
                "ordering": ["-begun_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sent_at__isnull", True), ("problem", ""), _connector="OR"),
                        name="groups_letter_sent_has_no_problem",
                        violation_error_message="Det som är skickat har inget fel.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=40)),
                ("was", models.TextField(blank=True)),
                ("value", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "väntar"), ("accepted", "godtagen"), ("rejected", "avvisad")],
                        default="waiting",
                        max_length=8,
                        verbose_name="avgörande",
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=250, verbose_name="kommentar")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="groups.answer"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "föreslagen ändring",
                "verbose_name_plural": "föreslagna ändringar",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("answer", "field"),
                        name="groups_proposal_once_a_field",
                        violation_error_message="Svaret föreslår redan något om den uppgiften.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at__isnull", True), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="groups_proposal_settled_when_decided",
                        violation_error_message="Det som är avgjort har en dag, och det som väntar har ingen.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("region",),
                name="groups_review_one_open_in_a_region",
                violation_error_message="Delregionen har redan en öppen granskning.",
            ),
        ),
        migrations.AddConstraint(
            model_name="compilation",
            constraint=models.UniqueConstraint(
                fields=("review", "version"),
                name="groups_compilation_once_a_version",
                violation_error_message="Den versionen finns redan.",
            ),
        ),
        migrations.AddConstraint(
            model_name="compilation",
            constraint=models.CheckConstraint(
                condition=models.Q(("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="groups_compilation_says_what_is_corrected",
                violation_error_message="Skriv vad som är rättat.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.UniqueConstraint(
                fields=("review", "group"),
                name="groups_reviewitem_once",
                violation_error_message="Gruppen är redan med i granskningen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", ""), _negated=True), ("verdict_on__isnull", True), _connector="OR"
                ),
                name="groups_reviewitem_verdict_has_words",
                violation_error_message="Välj vad som beslutades.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "merge"), _negated=True),
                    ("merge_with__isnull", False),
                    models.Q(("merge_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="groups_answer_merge_names_with_what",
                violation_error_message="Ange vilken grupp den bör slås ihop med.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "dormant"), _negated=True),
                    models.Q(("restart_condition", ""), _negated=True),
                    _connector="OR",
                ),
                name="groups_answer_dormant_says_when_to_restart",
                violation_error_message="Skriv vad som krävs för att gruppen ska starta igen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "end"), _negated=True),
                    models.Q(("end_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="groups_answer_end_says_why",
                violation_error_message="Skriv varför gruppen bör avslutas.",
            ),
        ),
    ]
