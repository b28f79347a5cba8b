"""The portal's forms: every form inherits from PortalForm, and is drawn by our own crispy template pack, "npq".

    class BirthForm(PortalForm):
        heading = "What is your date of birth?"          # one question: its legend or label becomes the page's h1
        heading_hint = "We use it to find your record."  # shown under the heading
        submit_label = "Continue"
        born_on = PartedDateField(label="Date of birth", autocomplete="bday")

In the template: `{% load crispy_forms_tags %}{% crispy form %}` draws error summary, form, fields and button.
`templates/layouts/question.html` does it for you. More attributes: see `PortalFormMixin`.
"""

from npq_portal.forms.base import PortalForm, PortalFormMixin, PortalModelForm
from npq_portal.forms.dates import PartedDateField, PartedDateWidget

__all__ = ["PartedDateField", "PartedDateWidget", "PortalForm", "PortalFormMixin", "PortalModelForm"]
