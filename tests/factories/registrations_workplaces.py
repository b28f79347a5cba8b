"""Invented workplaces of the school register."""

import factory
from factory.django import DjangoModelFactory

from registrations.gias.text import search_text
from registrations.models import Workplace


class WorkplaceFactory(DjangoModelFactory):
    """An open community primary school in England."""

    class Meta:
        model = Workplace

    urn = factory.Sequence(lambda number: f"{950_000 + number}")
    la_code = "935"
    la_name = "Inventedshire"
    name = factory.Sequence(lambda number: f"Invented School {number}")
    type_code = "1"
    type_name = "Community school"
    status_code = "1"
    status_name = "Open"
    town = "Newtown"
    postcode = "ZZ1 1ZZ"

    @factory.lazy_attribute
    def search_text(self) -> str:
        """As the importer makes it."""
        number = getattr(self, "establishment_number", "")
        return search_text(
            name=self.name,
            town=self.town,
            locality=getattr(self, "locality", ""),
            la_name=self.la_name,
            postcode=self.postcode,
            urn=self.urn,
            ukprn=getattr(self, "ukprn", ""),
            dfe_number=f"{self.la_code}{number}" if number else "",
        )
