"""What the metadata (XMP) of a PDF state, however a program serialized them."""

from __future__ import annotations

import re

from lxml import etree

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT[0-9:+Z-]+")


def statements(data: bytes, *, dated: bool) -> list[str]:
    """Each property with its values, sorted; dates are left out unless they are asked for.

    ISO 16684-1 §7: properties may be attributes or elements, and descriptions may be divided.
    Raises lxml's XMLSyntaxError.
    """
    text = data.decode("utf-8").strip("\ufeff\0 \n")
    root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False))
    found = []
    for description in root.iter(f"{_RDF}Description"):
        parent = description.getparent()
        if parent is not None and parent.tag == f"{_RDF}RDF":
            found += [f"{_name(str(key))}={value}" for key, value in _attributes(description)]
            found += [_said(child) for child in description if isinstance(child.tag, str)]
    return sorted(one if dated else _DATE.sub("", one) for one in found)


def _said(element: etree._Element) -> str:
    """A property or a value with all that it holds."""
    inner = "".join(f"@{_name(str(key))}={value}" for key, value in _attributes(element))
    parts = [_said(child) for child in element if isinstance(child.tag, str)]
    text = (element.text or "").strip()
    held = f"({', '.join(parts)})" if parts else f"={text}" if text or not inner else ""
    return f"{_name(str(element.tag))}{inner}{held}"


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    about = f"{_RDF}about"
    return sorted((str(k), str(v)) for k, v in element.attrib.items() if k != about)


def _name(tag: str) -> str:
    """The last part of the space of a name, and the name."""
    space, _, name = tag.rpartition("}")
    return f"{re.split(r'[/#]', space.strip('{/#'))[-1]}:{name}" if space else name
