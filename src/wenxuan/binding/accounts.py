"""What each article of a bound book came to, for the report."""

from __future__ import annotations

from typing import Any

from wenxuan.binding.jobs import Imposition
from wenxuan.binding.plan import Book, Plan


def articles_of(shared: Imposition, book: Book, made: Plan) -> list[dict[str, Any]]:
    """Title, path, pages and counts of each article in the order of the book."""
    ends = [*made.starts[1:], len(made.pages)]
    found = []
    for leaf, start, end in zip(book.leaves, made.starts, ends, strict=True):
        facts = book.facts(leaf.job)
        proof = facts.get("proof", {})
        counts = proof.get("counts", {})
        if not counts:
            continue
        last = max(p for p in range(start, end) if made.pages[p] is not None)
        titles = [mark[2] for mark in facts["bookmarks"]]
        found.append({
            "key": leaf.key, "path": shared.jobs[leaf.job].source.name,
            "title": titles[0] if titles else leaf.key, "first": made.label(start),
            "last": made.label(last), "pages": last - start + 1,
            "proved": bool(proof.get("characters")), **counts,
        })  # fmt: skip
    return found
