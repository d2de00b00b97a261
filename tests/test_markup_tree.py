"""The tree of a document that a template wrote."""

from __future__ import annotations

import pytest
from tinyhtml5 import parse

from wenxuan import markup_tree
from wenxuan.markup_tree import tree_of

BEGINNING = '<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"/></head><body>'
XML = (
    '<p class="a">甲<b lang="en">b&amp;</b><br/>乙</p>'
    "<table><tbody><tr><td></td></tr></tbody></table>"
)


def flat(html):
    """Elements, attributes and text but for the white between elements."""
    return [
        (e.tag, dict(e.attrib), (e.text or "").strip(), (e.tail or "").strip())
        for e in tree_of(html).iter()
    ]


def test_xml_has_the_tree_of_html(monkeypatch):
    """A document that is XML has the tree that a reader of HTML finds, without one."""
    html = f"{BEGINNING}{XML}</body></html>"
    with monkeypatch.context() as patch:
        patch.setattr(markup_tree, "_BEGINNING", "never")
        expected = flat(html)
    monkeypatch.setattr(markup_tree, "parse", None)
    assert flat(html) == expected


@pytest.mark.parametrize("body", ["<p>甲<p>乙", "<p>甲&nbsp;乙</p>", "<img src=a>"])
def test_other_html_is_read_as_such(body):
    """What is not XML has the tree of HTML."""
    html = f"{BEGINNING}{body}</body></html>"
    assert flat(html) == [
        (e.tag, dict(e.attrib), (e.text or "").strip(), (e.tail or "").strip())
        for e in parse(html, namespace_html_elements=False).iter()
    ]


def test_entities_are_not_defined():
    """A document that defines words of its own is not read as XML: none of them grows."""
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><html><body>&b;</body></html>'
    assert "aaaaaaaa" not in "".join(tree_of(bomb).itertext())
