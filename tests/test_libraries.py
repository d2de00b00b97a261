"""WeasyPrint read swiftly: the same libraries, and fontTools only when it is called."""

from __future__ import annotations

import subprocess
import sys

import pytest

from press_tools import LINUX

READ = """
import ctypes.util, sys
from pathlib import Path
asked = []
find = ctypes.util.find_library
ctypes.util.find_library = lambda name: asked.append(name) or find(name)
if {swiftly}:
    from wenxuan.libraries import read_swiftly
    read_swiftly()
import weasyprint
from weasyprint.pdf import fonts
late = [name for name in sys.modules if name.startswith("fontTools.varLib")]
options = fonts.subset.Options()
names = {{line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()}}
known = ("libpango", "libgobject", "libharfbuzz", "libfontconfig")
print(sorted(name for name in names if any(word in name for word in known)))
print(len(asked), len(late), type(options).__module__)
"""


def read(*, swiftly: bool) -> tuple[str, str]:
    """What is loaded in a new process; names asked of ctypes, modules of fontTools, its options."""
    words = [sys.executable, "-c", READ.format(swiftly=swiftly)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    loaded, counts = done.stdout.splitlines()
    return loaded, counts


@pytest.mark.slow
@LINUX
def test_the_same_libraries_are_loaded_without_a_compiler():
    """The loader knows every library; fontTools.subset is read when it is called, and works."""
    swift, slow = read(swiftly=True), read(swiftly=False)
    assert swift[0] == slow[0]
    assert swift[1] == "0 1 fontTools.subset"
    assert slow[1] != swift[1]
