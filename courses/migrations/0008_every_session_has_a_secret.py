from django.db import migrations, models

import courses.models.sessions


def fill(apps, schema_editor):
    """Sessions made before had none, so their codes hung on the portal's own key alone."""
    rows = list(apps.get_model("courses", "Session").objects.filter(check_in_secret="").only("pk"))
    for row in rows:
        row.check_in_secret = courses.models.sessions.new_secret()
    apps.get_model("courses", "Session").objects.bulk_update(rows, ["check_in_secret"], batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0007_webinar_report_says_more'),
    ]

    operations = [
        migrations.AlterField(
            model_name='session',
            name='check_in_secret',
            field=models.CharField(default=courses.models.sessions.new_secret, editable=False, help_text='Signs the codes of self check-in.', max_length=64),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
