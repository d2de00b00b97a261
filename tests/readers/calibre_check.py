"""calibre's Check Book without a window: calibre-debug calibre_check.py -- BOOK.epub."""

import sys

from calibre.ebooks.oeb.polish.check.main import run_checks
from calibre.ebooks.oeb.polish.container import get_container

problems = run_checks(get_container(sys.argv[-1], tweak_mode=True))
rows = [f"{p.level} {p.name} {p.line} {type(p).__name__} {p.msg}" for p in problems]
sys.stdout.write("\n".join([*rows, f"{len(problems)} problems"]) + "\n")
