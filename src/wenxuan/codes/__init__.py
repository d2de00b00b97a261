"""The permanent codes of all diagnostics, with their texts in English and Chinese.

A code is never given a second meaning; a retired one stays in its table as a comment.
"""

from __future__ import annotations

from wenxuan.code_table import Code
from wenxuan.codes.assembly import ASSEMBLY_CODES
from wenxuan.codes.ebook import EBOOK_CODES
from wenxuan.codes.markdown import MARKDOWN_CODES
from wenxuan.codes.setting import SETTING_CODES
from wenxuan.codes.sources import SOURCE_CODES
from wenxuan.codes.work import WORK_CODES
from wenxuan.desk.codes import DESK_CODES
from wenxuan.printkit.codes import PRINT_CODES
from wenxuan.proof.codes import PROOF_CODES

__all__ = ["CODES", "Code"]

CODES: dict[str, Code] = {
    **SOURCE_CODES,
    **MARKDOWN_CODES,
    **ASSEMBLY_CODES,
    **SETTING_CODES,
    **EBOOK_CODES,
    **WORK_CODES,
    **DESK_CODES,
    **PRINT_CODES,
    **PROOF_CODES,
}
