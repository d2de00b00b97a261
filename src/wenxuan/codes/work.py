"""Codes of the work itself: OUT output, LIM limits."""

from __future__ import annotations

from wenxuan.code_table import Code

WORK_CODES: dict[str, Code] = {
    "OUT001": Code(
        "error",
        "cannot write {name}: {why}",
        "写不了 {name}：{why}",
        "the old files are untouched",
        "旧文件没有动",
    ),
    "OUT002": Code(
        "error",
        "another build is writing to {name}",
        "另一个构建正在写 {name}",
        "wait until it is done",
        "请等它结束",
    ),
    "OUT003": Code(
        "error",
        "the sources of {name} were changed while it was being built",
        "{name} 在构建时被改动",
        "the old files were kept; build again",
        "旧文件未动，请重新构建",
    ),
    "OUT004": Code(
        "error",
        "no work can be sent to {name}: {why}",
        "无法把作业交给 {name}：{why}",
        "start the cluster, with wenxuan[cluster] on all its machines, or leave --executor out",
        "请启动集群，各台机器都要安装 wenxuan[cluster]；或不写 --executor",
    ),
    "OUT005": Code(
        "error",
        "the cache at {name} cannot be used: {why}",
        "无法使用 {name} 处的缓存：{why}",
        "see that it may be read and written and that fsspec knows its kind, or leave --cache out",
        "请检查读写权限和 fsspec 是否支持该类地址；或不写 --cache",
    ),
    "LIM001": Code(
        "error",
        "took more than {seconds} seconds of computing and was stopped",
        "计算超过 {seconds} 秒，已中止",
        "look for what is unusual here: a very long paragraph, a huge table, a loop in a template",
        "请看这里有无异常：过长的段落、过大的表、模板里的循环",
    ),
    "LIM002": Code(
        "error",
        "needs more than {limit} MB of memory and was stopped",
        "内存超过 {limit} MB，已中止",
        "make the pictures smaller or split the article",
        "请缩小图片或拆分文章",
    ),
    "LIM003": Code(
        "error",
        "the process that worked on this died ({why}); nothing was written",
        "处理它的进程意外终止（{why}），没有写出文件",
        "build again; if it dies again, take this file out and report it",
        "请重新构建；若仍如此，请去掉该文件并报告",
    ),
    "LIM004": Code(
        "error",
        "nested too deeply to be set",
        "嵌套过深，无法排版",
        "take out some levels",
        "请减少层次",
    ),
    "LIM005": Code(
        "error",
        "a fault of wenxuan itself: {what}",
        "wenxuan 自身出错：{what}",
        "report it with what `WENXUAN_DEBUG=1` and `wenxuan doctor` say; the rest was worked on",
        "请报告，并附设 WENXUAN_DEBUG=1 再运行时的详情和 wenxuan doctor 的输出；其余各项照常处理",
    ),
}
