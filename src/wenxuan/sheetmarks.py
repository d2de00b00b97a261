"""What every edition says or shows outside its pages: crop marks, the PDF/UA identification."""

from __future__ import annotations

SLUG = 24.0
"""Room for crop marks outside the trim, in points, beyond the bleed."""
_MARK = 15.0
"""Length of a crop mark in points."""


def crop_marks(width: float, height: float, bleed: float) -> bytes:
    """Two marks at each corner, 0.25 pt in registration black, beginning outside the bleed."""
    lines = []
    near, far = bleed + 3, bleed + 3 + _MARK
    for x in (0.0, width):
        out = -1 if x == 0 else 1
        for y in (0.0, height):
            down = -1 if y == 0 else 1
            lines.append((x + out * near, y, x + out * far, y))
            lines.append((x, y + down * near, x, y + down * far))
    strokes = " ".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S" for a, b, c, d in lines)
    return f"q 0.25 w 0 0 0 1 K {strokes} Q\n".encode()


UA_IDENTIFICATION = """
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""XMP of PDF/UA-1 (ISO 14289-1 §5), with the extension schema of ISO 19005-2 §6.6.2.3."""
