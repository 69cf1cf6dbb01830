from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_registry")]

    operations = [
        migrations.AddField(
            model_name="group",
            name="name_text",
            field=models.TextField(default="", editable=False),
            preserve_default=False,
        ),
    ]
