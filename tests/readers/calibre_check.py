"""calibre's Check Book without a window: calibre-debug calibre_check.py -- BOOK.epub."""

import sys

from calibre.ebooks.oeb.polish.check.main import run_checks
from calibre.ebooks.oeb.polish.container import get_container

problems = run_checks(get_container(sys.argv[-1], tweak_mode=True))
for problem in problems:
    print(problem.level, problem.name, problem.line, type(problem).__name__, problem.msg)
print(len(problems), "problems")
