"""The print kit: what a printing house gets, from finished pages: PDF/X-4, preflight, cover, booklet, hand-off."""

from wenxuan.codes import CODES
from wenxuan.printkit.codes import PRINT_CODES

# The table of all codes is one; whoever imports the kit brings its rows along.
CODES.update(PRINT_CODES)
