"""Messages that wait, or may be sent again, are told what the words of their kinds now print instead of what chose between them."""

from django.db import migrations

ANSWERS = {
    True: ("backs your application", "There is nothing you need to do. We will write to you when we have decided."),
    False: (
        "has not backed your application",
        "This does not end your application. Talk to your school leader first, then tell us if somebody else can back it.",
    ),
}
HOW = {
    True: (
        "Your window closed and you had not submitted. As you had asked beforehand, we submitted your last saved draft for you.",
        "",
    ),
    False: (
        "We have received your case study and sealed it.",
        "You can take it back and submit again until your window closes.",
    ),
}


def reword(apps, schema_editor):
    rows = apps.get_model("notifications", "Notification").objects
    for row in rows.filter(kind="endorsement_answered", context__has_key="backed"):
        answer, what_next = ANSWERS[bool(row.context.pop("backed"))]
        row.context.pop("comment", None)
        row.context |= {"answer": answer, "what_next": what_next}
        row.save(update_fields=["context"])
    for row in rows.filter(kind="submission_received", context__has_key="by_portal"):
        how, what_next = HOW[bool(row.context.pop("by_portal"))]
        row.context |= {"how": how, "what_next": what_next}
        row.save(update_fields=["context"])
    for row in rows.filter(kind="cohort_message"):
        if isinstance(row.context.get("paragraphs"), list):
            row.context["paragraphs"] = "\n\n".join(row.context["paragraphs"])
            row.save(update_fields=["context"])


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0016_hub_words_and_refused_addresses'),
    ]

    operations = [
        migrations.RunPython(reword, migrations.RunPython.noop),
    ]
