"""What an example of a page is, and the plainest makers of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from tests.journeys.every_page.world import World


@dataclass(frozen=True)
class Example:
    """A page to open. `by` names people of the world, or somebody whom the example has just made; without it, one person of
    every role that may. `status` is what it answers, and at least one of them must get that."""

    path: str
    by: Sequence[str] = ()
    status: int = 200


#: Gives the examples of an address by its name in tests/access_table.py.
Maker = Callable[[World, str], Iterator[Example]]


def plain_and(*more: Example) -> Maker:
    """The address itself, and these."""

    def make(world: World, name: str) -> Iterator[Example]:
        yield Example(reverse(name))
        yield from more

    return make


def with_words(**words: Sequence[str]) -> Maker:
    """One word of the address, in each of its values."""

    def make(world: World, name: str) -> Iterator[Example]:
        for word, values in words.items():
            yield from (Example(reverse(name, kwargs={word: value})) for value in values)

    return make


def open_to_all(paths: Callable[[str], Iterator[str]]) -> Maker:
    """What a file of examples says of a name, for everybody who may."""
    return lambda world, name: map(Example, paths(name))


def whose(paths: Callable[[str], Iterator[tuple[str, Sequence[str]]]]) -> Maker:
    """What a file of examples says of a name, each with those who open it."""
    return lambda world, name: (Example(path, by) for path, by in paths(name))
