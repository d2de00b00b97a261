"""The architecture: who may import whom, one module for each third party, sizes, annotations."""

from __future__ import annotations

import ast
import re
import statistics
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import TypeAlias

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "wenxuan"

# A module imports from its own layer and those above it on this list, never from below.
# The longest name that fits a module counts: `layout.sizes` before `layout`.
LAYERS: tuple[tuple[str, ...], ...] = (
    (
        "__init__", "code_table", "folds", "libraries", "markup_tree", "matrices", "resources",
        "output", "isolation", "typography",
    ),
    ("declarations",),
    ("desk.codes", "printkit.codes", "checks.ebook_codes", "proof.codes"),
    ("codes",),
    ("diagnostics",),
    ("outcome", "ua_identification", "mishaps"),
    ("gate", "yamlevents", "yamlfaults", "yamltree", "metadata"),
    ("schema",),
    ("model",),
    ("picture_color",),
    ("pictures", "markdown"),
    ("desk",),
    ("importing",),
    ("reader", "references"),
    ("assemble",),
    ("fonts",),
    ("coverage",),
    ("composer",),
    ("bounds",),
    ("press", "versions"),
    ("layout.sizes",),
    ("markup",),
    ("layout",),
    ("finishing",),
    ("proof",),
    ("epub", "printkit", "binding"),
    ("checks",),
    ("printshop", "shelf"),
    ("order",),
    ("pipeline",),
    ("report_page", "report_schema"),
    ("anew",),
    ("report", "scaffold", "doctor", "proving", "delivery"),
    ("pressroom",),
    ("cli_say",),
    ("cli_desk", "cli_help", "cli_print", "cli_summary"),
    ("cli",),
    ("__main__",),
)

OWNERS: dict[str, tuple[str, ...]] = {
    "weasyprint": (
        "press", "composer", "binding.haste", "binding.margins", "binding.plain", "binding.stub",
        "binding.styles", "binding.tagging", "binding.walks", "versions",
    ),
    "pydyf": ("composer", "binding.stub", "binding.tagging"),
    "tinyhtml5": ("markup_tree",),
    "cffi": ("composer", "declarations"),
    "pyphen": ("composer",),
    "uharfbuzz": ("fonts", "composer", "checks", "proof", "binding.fontsets", "printkit.lettering"),
    "pikepdf": ("finishing", "checks", "printkit", "binding"),
    "ebooklib": ("epub.container",),
    "cssselect2": ("epub.faces", "binding.matching"),
    "tinycss2": ("epub.faces", "checks"),
    "jinja2": ("layout.templates", "layout.sandbox"),
    "markupsafe": ("layout.templates",),
    "pypdfium2": (
        "layout.cover", "epub.drawings", "epub.sheets", "checks", "proof.plates", "printkit",
        "binding.reread", "binding.painted",
    ),
    "yaml": ("yamlevents", "yamltree"),
    "markdown_it": ("markdown",),
    "mdit_py_plugins": ("markdown",),
    "PIL": (
        "picture_color", "pictures", "epub.drawings", "epub.images", "proof.plates", "printkit",
        "proof.shapes",
    ),
    "lxml": ("pictures", "epub", "checks", "importing"),
    "opencc": ("desk.scripts",),
    "mammoth": ("importing.word",),
    "pypinyin": ("epub.readings",),
    "pydantic": ("metadata", "schema", "layout.loader"),
    "pydantic_core": ("metadata", "schema", "layout.loader"),
    "typer": ("cli", "cli_desk", "cli_help", "cli_print", "cli_say"),
    "click": ("cli",),
    "rich": ("cli", "cli_desk", "cli_say", "cli_summary"),
}
"""Third party to the modules and packages that may import it."""

BROUGHT = {
    "pydyf": "weasyprint",
    "tinyhtml5": "weasyprint",
    "cffi": "weasyprint",
    "pyphen": "weasyprint",
    "cssselect2": "weasyprint",
    "tinycss2": "weasyprint",
    "markupsafe": "jinja2",
    "pydantic_core": "pydantic",
    "click": "typer",
}
"""Third party to the declared dependency that brings it and whose version decides."""

TABLES = frozenset({"codes", "desk.codes", "printkit.codes", "proof.codes"})
"""Modules that are one table of facts: no limit on their length."""

MAX_MODULE, AIM_MODULE, MAX_FUNCTION = 400, 250, 60

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def modules(folder: Path = SOURCE) -> dict[str, ast.Module]:
    """Dotted name below `wenxuan` to syntax tree."""
    return {
        name_of(path.relative_to(folder)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
    }


def name_of(path: Path) -> str:
    """`layout/sizes.py` is `layout.sizes`, `markdown/__init__.py` is `markdown`."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = modules()
PACKAGES = {name_of(p.relative_to(SOURCE)) for p in SOURCE.rglob("*/__init__.py")}


def imported(name: str, tree: ast.AST) -> Iterator[str]:
    """Full dotted names that a module imports, relative ones resolved."""
    home = name.split(".") if name in PACKAGES else name.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [node.module] if node.module else []
            if node.level:
                base = ["wenxuan", *home[: len(home) - node.level + 1], *base]
            start = ".".join(base)
            inner = start == "wenxuan" or start.removeprefix("wenxuan.") in PACKAGES
            yield from (f"{start}.{alias.name}" if inner else start for alias in node.names)


def own(name: str, tree: ast.AST) -> set[str]:
    """The modules of the press that a module imports."""
    found = set()
    for full in imported(name, tree):
        if full.split(".")[0] == "wenxuan":
            parts = full.split(".")[1:]
            steps = (".".join(parts[:i]) for i in range(len(parts), 0, -1))
            found.add(next((step for step in steps if step in MODULES), "__init__"))
    return found - {name}


def rank(name: str) -> int | None:
    """The layer of a module, by the longest name that fits."""
    ranks = {entry: i for i, layer in enumerate(LAYERS) for entry in layer}
    parts = name.split(".")
    names = (".".join(parts[:i]) for i in range(len(parts), 0, -1))
    return next((ranks[entry] for entry in names if entry in ranks), None)


def belongs(name: str, owners: tuple[str, ...]) -> bool:
    """True for an owner and whatever lies in it."""
    return any(name == owner or name.startswith(owner + ".") for owner in owners)


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method."""
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: Function) -> int:
    """Lines from `def` to the last statement."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def unannotated(function: Function) -> list[str]:
    """Parameters without annotation, and `return` when a result has none (`__init__` has none)."""
    spec = function.args
    named = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]
    named += [arg for arg in (spec.vararg, spec.kwarg) if arg is not None]
    bare = [a.arg for a in named if a.annotation is None and a.arg not in ("self", "cls")]
    silent = function.returns is None and function.name != "__init__"
    return bare + (["return"] if silent else [])


def clocks(tree: ast.AST) -> list[str]:
    """Calls whose result changes from one run to the next."""
    unsteady = {"now", "today", "utcnow", "uuid1", "uuid4", "urandom", "getlocale", "random"}
    return [
        f"{node.lineno}: {node.func.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr in unsteady or ast.unparse(node.func) == "time.time")
    ]


# --- direction ------------------------------------------------------------------------------


def test_every_module_has_its_layer():
    """A new module says in LAYERS where it belongs."""
    assert [name for name in MODULES if rank(name) is None] == []


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_one_way(name):
    """Data flows in one direction: nothing imports what comes after it."""
    here = rank(name)
    later = {m for m in own(name, MODULES[name]) if (rank(m) or 0) > (here or 0)}
    assert later == set(), f"{name} comes before {sorted(later)}"


def test_modules_import_in_no_circle():
    """No module needs itself to be imported, annotations and late imports apart."""
    graph = {name: own(name, module_level(tree)) for name, tree in MODULES.items()}
    while leaves := {name for name, needs in graph.items() if not needs & graph.keys()}:
        graph = {name: needs for name, needs in graph.items() if name not in leaves}
    assert sorted(graph) == []


def module_level(tree: ast.Module) -> ast.Module:
    """Only the imports that run when the module is imported."""
    return ast.Module([n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)], [])


def test_the_composer_knows_only_typography():
    """The composer is a plug-in of WeasyPrint: of the press it knows the rules of lines only."""
    inside = [name for name in MODULES if belongs(name, ("composer",))]
    known = {m for name in inside for m in own(name, MODULES[name])}
    assert {m for m in known if not belongs(m, ("composer", "typography"))} == set()


def test_a_wrong_direction_is_seen():
    """The reader may not import the pipeline, in whatever form it is written."""
    for line in ("from wenxuan.pipeline import build", "import wenxuan.pipeline"):
        assert own("reader", ast.parse(line)) == {"pipeline"}
    assert own("reader", ast.parse("from . import pipeline")) == {"pipeline"}
    assert own("layout.cover", ast.parse("from .. import pipeline")) == {"pipeline"}
    assert own("layout", ast.parse("from .cover import draw_cover")) == {"layout.cover"}
    assert (rank("pipeline") or 0) > (rank("reader") or 0)


# --- third parties --------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODULES)
def test_third_parties_stay_behind_their_module(name):
    """A third party is imported only where OWNERS says, and none that it does not name."""
    foreign = {full.split(".")[0] for full in imported(name, MODULES[name])}
    foreign -= {"wenxuan", *sys.stdlib_module_names}
    assert {party for party in foreign if not belongs(name, OWNERS.get(party, ()))} == set()


def test_what_is_imported_is_declared():
    """Every third party is a dependency of pyproject.toml, or brought by one that needs it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {normal(requirement) for requirement in project["dependencies"]}
    used = {full.split(".")[0] for name in MODULES for full in imported(name, MODULES[name])}
    homes = packages_distributions()
    astray = set()
    for party in used & OWNERS.keys():
        packages = {normal(package) for package in homes[party]}
        parent = BROUGHT.get(party)
        brought = {normal(line) for line in requires(parent) or ()} if parent else set()
        if not packages & (declared | brought):
            astray.add(party)
    assert astray == set()
    assert set(BROUGHT.values()) <= declared


def normal(requirement: str) -> str:
    """`PyYAML>=6` is `pyyaml`."""
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


def test_a_stray_import_is_seen():
    """The check of third parties sees an import inside a function too."""
    tree = ast.parse("def f() -> None:\n    from weasyprint import HTML\n")
    assert "weasyprint" in {full.split(".")[0] for full in imported("reader", tree)}
    assert not belongs("reader", OWNERS["weasyprint"])


# --- sizes ----------------------------------------------------------------------------------


def lines_of(name: str) -> int:
    """Lines of a module's file."""
    path = SOURCE.joinpath(*name.split("."))
    file = path / "__init__.py" if name in PACKAGES else path.with_suffix(".py")
    return len(file.read_text(encoding="utf-8").splitlines())


def test_modules_are_short():
    """No module has more than 400 lines, and four of five keep to 250."""
    sizes = {name: lines_of(name) for name in MODULES if name not in TABLES}
    assert {name: size for name, size in sizes.items() if size > MAX_MODULE} == {}
    assert sum(size > AIM_MODULE for size in sizes.values()) <= len(sizes) / 5


def test_functions_are_short():
    """No function has more than 60 lines; half of them have 8 or fewer."""
    sizes = {
        f"{name}:{f.lineno} {f.name}": length(f)
        for name, tree in MODULES.items()
        for f in functions(tree)
    }
    assert {place: size for place, size in sizes.items() if size > MAX_FUNCTION} == {}
    assert statistics.median(sizes.values()) <= 8


# --- habits ---------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("folder", [SOURCE, ROOT / "tools"], ids=["src", "tools"])
def test_everything_is_annotated(folder):
    """Every parameter and every result has its type."""
    bare = {
        f"{name}:{f.lineno} {f.name}": missing
        for name, tree in modules(folder).items()
        for f in functions(tree)
        if (missing := unannotated(f))
    }
    assert bare == {}


def test_a_missing_annotation_is_seen():
    """The check of annotations sees bare parameters and results, and forgives `self`."""
    (bare,) = functions(ast.parse("def f(self, a, *b, c: int): ..."))
    assert unannotated(bare) == ["a", "b", "return"]


def test_every_test_states_its_fact():
    """Every test has a docstring."""
    silent = [
        f"{name}:{f.lineno} {f.name}"
        for name, tree in modules(ROOT / "tests").items()
        for f in functions(tree)
        if f.name.startswith("test_") and not ast.get_docstring(f)
    ]
    assert silent == []


@pytest.mark.parametrize("name", [name for name in MODULES if name not in ("cli", "doctor")])
def test_no_clock_and_no_chance(name):
    """What is built depends on the sources alone: no clock, locale or random number in the core."""
    assert clocks(MODULES[name]) == []


def test_a_clock_is_seen():
    """The check of clocks sees a date taken from the wall and forgives a stop watch."""
    assert len(clocks(ast.parse("a = date.today()\nb = time.time()\nc = time.perf_counter()"))) == 2
