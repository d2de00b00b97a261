"""Drawings with gradients or patterns, as forms: they stay whole when their page is moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pydyf

from .seams import SVGImage

_SERVERS: Final = ("Gradient", "pattern")
"""How the elements end that a PDF paints with a pattern."""


def form_on(stream: Any, area: tuple[float, float, float, float]) -> Any:
    """A form on a page or form, of so many px from left, top, right and bottom.

    A pattern hangs on the origin of the stream that uses it (ISO 32000-1 §8.7.3.1), not on the
    `cm` that puts a page on its sheet or a verso in its place; a form moves with them. Its space
    is that of the page, because poppler loses the tiles of a pattern that has no size of its own.
    """
    left, top, right, bottom = area
    corners = [stream.ctm.transform_point(x, y) for x in (left, right) for y in (top, bottom)]
    across, down = zip(*corners, strict=True)
    x, y = min(across), min(down)
    form = stream.add_group(x, y, max(across) - x, max(down) - y)
    del form.extra["Group"]
    form.extra["Matrix"] = pydyf.Array(stream.ctm.invert.values)
    form._tags = None  # noqa: SLF001 -- a form has no artifacts of its own
    form.transform(*stream.ctm.values)
    return form


class Drawing(SVGImage):  # type: ignore[misc]
    """A drawing, made a form when it has a paint server."""

    def __init__(self, tree: Any, *rest: Any) -> None:
        # Drawing changes the names of elements.
        self.served = any(str(node.tag).endswith(_SERVERS) for node in tree.iter())
        super().__init__(tree, *rest)

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw it on a stream, px wide and high."""
        if not self.served:
            super().draw(stream, width, height, style)
            return
        form = form_on(stream, (0, 0, width, height))
        super().draw(form, width, height, style)
        stream.draw_x_object(form.id)


def repeats(layer: Any) -> bool:
    """True for a picture behind a box that is painted as a pattern."""
    return bool(layer.image and 0 not in layer.size and set(layer.repeat) != {"no-repeat"})


def draw_ground(stream: Any, layer: Any, style: Any, draw: Callable[..., Any]) -> None:
    """Let `draw` paint a picture that repeats behind a box, in a form."""
    form = form_on(stream, stream.page_rectangle)
    draw(form, layer, style)
    with stream.artifact():
        stream.draw_x_object(form.id)
