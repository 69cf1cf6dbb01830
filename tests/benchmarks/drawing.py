"""What drawing the structure costs: the tree with its lists, against a bare loop that prints the same cards.

Both begin with ready values, so what is compared is what the drawing adds: growing and folding the tree, its lists, its
heads. `MOST` is the measure it is held to.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.template import engines
from django.utils.html import escape

from groups import board
from groups.drawing import MOST_CARDS, Node, fit, grow, hold, pair, walk
from groups.models import GroupType, Region
from tests.benchmarks.lines import Line, fastest, times

MOST = 1.5
ROUNDS = 60

BARE = """{% for card in cards %}<li><a class="box{{ card.css }}" id="g-{{ card.slug }}" href="{{ card.href }}"\
{% if card.is_chosen %} aria-current="true"{% endif %}>{% if card.status %}<em>{{ card.status }}</em>{% endif %}\
<strong>{{ card.name }}</strong>{% if card.meta %}<span>{{ card.meta }}</span>{% endif %}</a></li>
{% endfor %}"""
DRAWING = """{% for county in board.counties %}<ul class="tree">
{% for node in county.trees %}<li class="pair central">{% include "groups/_pair.html" with lit=county heading="h2" %}
{% if forloop.first %}{% include "groups/_regions.html" %}{% endif %}</li>{% endfor %}</ul>{% endfor %}"""

KINDS = {
    "political": GroupType(pk=1, name="Politisk", side="political", expected_per="region"),
    "officials": GroupType(pk=2, name="Beredning", side="officials", expected_per="region"),
    "local": GroupType(pk=3, name="Lilla mötet", plural="Lilla mötena", slug="lilla", expected_per="municipality"),
    "plain": GroupType(pk=4, name="Arbetsgrupp", plural="Arbetsgrupper", slug="arbetsgrupp", side="officials"),
}
COUNTY = Region(pk=1, name="Skåne", slug="skane", sort_key="1")
DELREGIONS = {n: Region(pk=n, name=f"Delregion {n}", slug=f"delregion-{n}", parent=COUNTY) for n in range(2, 8)}


def nodes() -> list[Node]:
    """`MOST_CARDS` groups in six delregions, shaped as in Skåne: leading bodies, many alike, groups under groups."""
    made = [
        Node(1, None, 1, KINDS["political"], "central"),
        Node(2, 1, 1, KINDS["officials"], "central"),
    ]
    for region in DELREGIONS:
        political, officials = len(made) + 1, len(made) + 2
        made.append(Node(political, 1, region, KINDS["political"], "delregional"))
        made.append(Node(officials, political, region, KINDS["officials"], "delregional"))
        for n in range((MOST_CARDS - 14) // 6):
            kind = KINDS["local"] if n % 2 else KINDS["plain"]
            above = len(made) if n % 5 == 4 else officials
            made.append(Node(len(made) + 1, above, region, kind, "local" if n % 2 else "delregional"))
    return made


def card(node: Node) -> board.Card:
    status = "Vilande" if node.key % 10 == 0 else ""
    return board.Card(
        name=escape(f"Samverkansgrupp nummer {node.key}"),
        slug=f"grupp-{node.key}",
        href=escape(f"?grupp=grupp-{node.key}"),
        css=" s-dormant" if status else "",
        status=escape(status),
        meta=escape("Möts: 2 ggr/termin · Kallar: samordnaren"),
        is_chosen=False,
        lines=[],
        reporting="",
        answer="",
    )


def draw(cards: dict[int, board.Card]) -> board.Board:
    """Grow, fold and fill the board from rows that are fetched already."""
    forest = grow(nodes(), set(DELREGIONS), lambda node: True)
    hold(forest.tops, set())
    fit(forest.tops, MOST_CARDS)
    pair(forest.tops)
    for node in walk(forest.tops):
        node.card = cards[node.key]
    folds = [board.Fold(region, 30, forest.by_region[key], True, False) for key, region in DELREGIONS.items()]
    return board.Board([board.County(COUNTY, forest.central, folds)], MOST_CARDS, [])


def lines(size: int) -> Iterator[Line]:
    """From ready values, and with the tree grown and folded too: as many cards whatever the registry's size."""
    cards = {node.key: card(node) for node in nodes()}
    bare, drawing = (engines["django"].from_string(text) for text in (BARE, DRAWING))
    made = draw(cards)
    loop, printed, whole = fastest(
        lambda: bare.render({"cards": list(cards.values())}),
        lambda: drawing.render({"board": made}),
        lambda: drawing.render({"board": draw(cards)}),
        rounds=ROUNDS,
    )
    against = "en bar slinga som skriver samma kort"
    yield Line(f"rita {len(cards)} kort", against, MOST, printed / loop, note=times(printed, loop))
    yield Line("rita dem, med trädet byggt och vikt", against, MOST, whole / loop, note=times(whole, loop))
