"""From a picture in a finished file back to the line of the sources that calls it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from PIL import Image

from wenxuan.diagnostics import Span
from wenxuan.model import Picture, Publication, walk
from wenxuan.picture_color import in_srgb, is_plain
from wenxuan.pictures import media_type
from wenxuan.printkit.profile import Profile
from wenxuan.printkit.rasters import fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Where a picture is called, and its file."""

    span: Span
    file: str


def picture_places(publication: Publication, profile: Profile) -> dict[str, Called]:
    """Fingerprints of each pixel picture, in color and in black ink, to its first call.

    Its size alone where no other has it.
    """
    calls: dict[str, Called] = {}
    for article in publication.articles:
        for node in walk(article):
            if isinstance(node, Picture) and node.file and node.file not in calls:
                calls[node.file] = Called(span=node.span, file=node.file)
    prints = {
        name: _fingerprints(publication, name, profile)
        for name in calls
        if media_type(name) in ("image/png", "image/jpeg")
    }
    sizes = Counter(color.split(":")[0] for color, _ in prints.values())
    found = {mark: calls[name] for name, both in prints.items() for mark in both}
    return found | {
        color.split(":")[0]: calls[name]
        for name, (color, _) in prints.items()
        if sizes[color.split(":")[0]] == 1
    }


def _fingerprints(publication: Publication, name: str, profile: Profile) -> tuple[str, str]:
    with Image.open(publication.folder / name) as image:
        shown = (image if is_plain(image) else in_srgb(image)).convert("RGB")
    return fingerprint(shown), fingerprint(profile.black(shown))
