"""The permanent codes of the preflight: what is wrong with a print file, in English and Chinese."""

from __future__ import annotations

from wenxuan.code_table import Code
from wenxuan.printkit.codes.file import FILE_CODES
from wenxuan.printkit.codes.ink import INK_CODES
from wenxuan.printkit.codes.job import JOB_CODES
from wenxuan.printkit.codes.sheet import SHEET_CODES

PRINT_CODES: dict[str, Code] = {**INK_CODES, **SHEET_CODES, **FILE_CODES, **JOB_CODES}
