"""What `--help` says: one table in both languages; the verbs themselves hold no words of help."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from wenxuan.code_table import Phrase

_BUILT = Phrase("Publications that were built.", "已建成的汇编。")
_MADE = Phrase("Where the artifacts are.", "成品所在的文件夹。")
_FORMAT = Phrase("How diagnostics are printed.", "诊断的输出格式。")

HELP: Final[Mapping[str, Phrase]] = {
    "": Phrase(
        "文选：a press for compilations. Sources in YAML and Markdown; PDF and EPUB out.",
        "文选：汇编排印工具。稿件用 YAML 和 Markdown，成品是 PDF 和 EPUB。",
    ),
    " version": Phrase("Say the version.", "显示版本。"),
    "build": Phrase("Build the editions of publications.", "把汇编建成各个版本。"),
    "build folders": Phrase(
        "Folders with a publication.yaml, or folders of such.",
        "有 publication.yaml 的文件夹，或其上一级。",
    ),
    "build edition": Phrase(
        "screen, print or epub.", "screen 阅读版、print 印刷版、epub 电子书；可重复。"
    ),
    "build out": Phrase("Where the artifacts go.", "成品放在哪里。"),
    "build jobs": Phrase("Worker processes; 0: one per processor.", "进程数；0 为每个处理器一个。"),
    "build whole": Phrase(
        "Lay out as one document, without jobs and cache.",
        "整本作为一个文档排版，不分作业，不用缓存。",
    ),
    "build executor": Phrase(
        "Where jobs run: dask://host:port; empty: this machine.",
        "作业在哪里运行：dask://主机:端口；不写为本机。",
    ),
    "build cache": Phrase(
        "Where signatures are shared with other machines: a folder, s3://…; empty: nowhere.",
        "与其他机器共用书帖的地方：文件夹或 s3://…；不写则不共用。",
    ),
    "build output_format": _FORMAT,
    "check": Phrase(
        "Check finished files against sources and each other; print files by the preflight.",
        "核对成品与稿件、成品之间是否一致；印刷文件另做印前检查。",
    ),
    "check folders": _BUILT,
    "check out": _MADE,
    "check full": Phrase(
        "Have PDFium (text, ink) and veraPDF judge the PDFs, too.",
        "再由 PDFium（文字、油墨）和 veraPDF 判定 PDF。",
    ),
    "check output_format": _FORMAT,
    "clean": Phrase(
        "Remove what build made: the output folder and its cache.",
        "删去 build 的产物：输出文件夹及其缓存。",
    ),
    "clean out": Phrase("The folder that build writes to.", "build 写入的文件夹。"),
    "clean cache": Phrase("Only the cache of signatures.", "只删书帖的缓存。"),
    "clean book": Phrase("Only the files of this publication.", "只删这一种汇编的文件。"),
    "dist": Phrase(
        "Pack what the printer gets: <slug>-dist.zip with a job ticket and SHA-256 sums.",
        "打包交付印厂的文件：<slug>-dist.zip，附工单和 SHA-256 校验和。",
    ),
    "dist folders": _BUILT,
    "dist out": _MADE,
    "dist offprints": Phrase("Each article as a PDF of its own, too.", "每篇文章另出单行本 PDF。"),
    "doctor": Phrase(
        "Say what this installation has and what it lacks.", "说明本机装好了什么、还缺什么。"
    ),
    "import": Phrase(
        "Make clean articles of web pages, Word files, mail and text; record every change.",
        "把网页、Word 文件、邮件、文本整理成干净的文章，每处改动都有记录。",
    ),
    "import files": Phrase(
        "Files (.txt .html .docx .md .eml) or folders of such.",
        "文件（.txt .html .docx .md .eml）或其文件夹。",
    ),
    "import into": Phrase("The folder of the publication.", "汇编的文件夹。"),
    "import dry_run": Phrase("Show the articles, write nothing.", "只显示文章，不写文件。"),
    "import encoding": Phrase(
        "Encoding, where it is guessed wrong: gb18030, big5 …",
        "编码（猜错时指定）：gb18030、big5 等。",
    ),
    "impose": Phrase(
        "Lay the pages of a print file on sheets: <slug>-booklet.pdf.",
        "把印刷文件拼成大版：<slug>-booklet.pdf。",
    ),
    "impose folders": _BUILT,
    "impose out": _MADE,
    "impose binding": Phrase("How it will be bound.", "装订方式：saddle 骑马订，perfect 胶订。"),
    "impose signature": Phrase(
        "Pages a signature: 4, 8, 16 (default), 32.", "每帖面数：4、8、16（默认）、32。"
    ),
    "impose paper": Phrase(
        "Sheet, two pages a side; flat: one sheet a signature.",
        "纸张，一面两页；flat 为一帖一大张。",
    ),
    "lint": Phrase(
        "Check sources and house style without building; --fix mends what is sure.",
        "不排版，只查稿件和文风；--fix 改正有把握的地方。",
    ),
    "lint paths": Phrase("Publications or single articles.", "汇编或单篇文章。"),
    "lint fix": Phrase("Mend what is sure, in place.", "就地改正有把握的地方。"),
    "lint diff": Phrase("Show what --fix would change, or changed.", "显示 --fix 将改或已改之处。"),
    "lint accept": Phrase(
        "Take a suggestion: CODE@path:line:column, as printed.",
        "采纳一条建议：代码@路径:行:列，照所显示的写。",
    ),
    "lint output_format": Phrase("How findings are printed.", "结果的输出格式。"),
    "new": Phrase(
        "Begin a publication: publication.yaml, two articles, a picture.",
        "新建汇编：publication.yaml、两篇文章、一幅图。",
    ),
    "new folder": Phrase(
        "A folder that does not exist yet, or is empty.", "尚不存在或空的文件夹。"
    ),
    "preflight": Phrase(
        "Judge the print files of publications; the pages with faults go to preflight.html.",
        "检查汇编的印刷文件；有问题的页写入 preflight.html。",
    ),
    "preflight folders": _BUILT,
    "preflight out": _MADE,
}
"""Verb, or verb and parameter, to what is said of it."""

_FRAME: Final = (
    (r"^Usage: ", "用法："),
    (r"^Arguments:", "参数："),
    (r"^Options:", "选项："),
    (r"^Commands:", "命令："),
    (r"\[OPTIONS\]", "[选项]"),
    (r"COMMAND \[ARGS\]\.\.\.", "命令 [参数]…"),
    (r"\[required\]", "[必填]"),
    (r"\[default: ([^\]]*)\]", r"[默认：\1]"),
    (r"Show this message and exit\.", "显示这份说明。"),
)
"""The words around them, which Typer writes in English."""


_WRONG: Final = (
    (r"Missing argument '([^']+)'\.?", r"缺参数 \1"),
    (r"Missing option '([^']+)'\.?", r"缺选项 \1"),
    (r"No such option: (\S+)", r"没有选项 \1"),
    (r"No such command '([^']+)'\.?", r"没有命令 \1"),
    (r" ?\(Possible options: (.+)\)", r"（是不是 \1？）"),
    (r" ?Did you mean (.+)\?", r"（是不是 \1？）"),
    (r"Option '([^']+)' requires an argument\.?", r"选项 \1 后面要有值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"多出的参数：\1"),
    (r"Invalid value for '([^']+)'(?: / '[^']+')?: (?:Value error, )?", r"\1 的值不对："),
    (r"'([^']*)' is not one of (.+?)\.?$", r"\1 不在 \2 之中"),
    (r"Input should be a valid integer.*", "应是整数"),
    (r"Input should be greater than or equal to (-?\d+)", r"最小是 \1"),
)
"""What Typer says of wrong usage."""
_USAGE: Final[Any] = typer.BadParameter.__base__
"""What Typer raises for it."""


class _Verb(TyperCommand):
    """A verb with a Chinese help."""

    def get_help(self, ctx: Any) -> str:
        return _framed(super().get_help(ctx))


class _Verbs(TyperGroup):
    """The verbs with a Chinese help."""

    def get_help(self, ctx: Any) -> str:
        return _framed(super().get_help(ctx))


def run_in_chinese(command: Any) -> None:
    """Run the words of the command line, and leave; what is wrong usage is said in Chinese."""
    try:
        status = command(standalone_mode=False)
    except _USAGE as error:
        print(_misused(error), file=sys.stderr)
        status = error.exit_code
    sys.exit(status)


def _misused(error: Any) -> str:
    """Usage, where help is, and what is wrong."""
    said = error.format_message()
    if said.startswith("用法"):  # no verb at all: the help
        return str(said)
    for pattern, chinese in _WRONG:
        said = re.sub(pattern, chinese, said)
    if error.ctx is None:
        return f"错误：{said}"
    usage = _framed(error.ctx.get_usage())
    return f"{usage}\n说明见 {error.ctx.command_path} --help\n\n错误：{said}"


def _framed(text: str) -> str:
    for pattern, chinese in _FRAME:
        text = re.sub(pattern, chinese, text, flags=re.MULTILINE)
    return text


def explained(app: typer.Typer, language: str) -> Any:
    """The command of `app` whose help speaks `language`, zh or en; KeyError for a missing row."""
    chinese = language == "zh"
    app.info.cls = _Verbs if chinese else TyperGroup
    for info in app.registered_commands:
        info.cls = _Verb if chinese else TyperCommand
    command: Any = typer.main.get_command(app)
    _explain(command, "", chinese=chinese)
    for name, verb in command.commands.items():
        _explain(verb, name, chinese=chinese)
    return command


def _explain(command: Any, name: str, *, chinese: bool) -> None:
    def said(key: str) -> str:
        row = HELP[key]
        return row.zh if chinese else row.en

    command.help = command.short_help = said(name)
    for parameter in command.params:
        parameter.help = said(f"{name} {parameter.name}")
