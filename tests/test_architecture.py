"""The house rules: who may import whom, no cycles, sizes, depth, banned names, and who may make CleanText."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "appliance"
MODULE_LINES, FUNCTION_LINES, DEPTH = 250, 40, 2
GROUND = {"records", "errors", "settings", "policy", "database", "refusals", "clock", "notes"}
STAGES = {"parsing", "privacy", "indexing", "answering", "audit", "rights", "keys", "models"}
STORIES = {"ingest", "intake", "ask", "subjects"}
EDGES = {"cli", "__main__", "commands", "web", "work", "operations"}
LAYERS = [GROUND, STAGES, STORIES, {"assemble"}, EDGES]
BANNED_IN_NAMES = re.compile(r"Manager|Helper|Util|Service|Factory|Provider|Processor|Handler|Base(?![a-z])")
BANNED_MODULES = {"data", "info", "misc", "common", "utils", "helpers"}
#: the door; the rows that it filled; slices and joins of what has passed
MAY_MAKE_CLEAN_TEXT = {"privacy/scrubber.py", "indexing/library.py", "records.py"}
HEAVY = {
    "torch",
    "spacy",
    "presidio_analyzer",
    "chromadb",
    "unstructured",
    "llama_cpp",
    "onnxruntime",
    "sentence_transformers",
    "transformers",
}


def modules() -> list[Path]:
    return [path for path in sorted(HOUSE.rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path, *, typing_too: bool = False) -> set[str]:
    """Absolute names that a module imports, inside functions too."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), set()
    typed = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and "TYPE_CHECKING" in ast.dump(test.test)
        for node in ast.walk(test)
    }
    for node in ast.walk(tree):
        if id(node) in typed and not typing_too:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def graph() -> dict[str, set[str]]:
    names = {name_of(path) for path in modules()}
    return {
        name_of(path): {one for one in imported(path) & names if not name_of(path).startswith(f"{one}.")} - {name_of(path)}
        for path in modules()
    }


def part(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def layer(name: str) -> int:
    return next((at for at, names in enumerate(LAYERS) if name in names), -1)


def wrong_arrows(arrows: dict[str, set[str]]) -> Iterator[str]:
    for module, others in arrows.items():
        for other in others:
            one, two = part(module), part(other)
            if one == two or layer(one) < 0 or layer(two) < 0:
                continue
            if layer(two) > layer(one) or (one in STAGES and two in STAGES):
                yield f"{module} imports {other}"


def cycles(arrows: dict[str, set[str]]) -> list[str]:
    state: dict[str, int] = {}
    found: list[str] = []

    def walk(module: str) -> None:
        state[module] = 1
        for other in sorted(arrows[module]):
            if state.get(other) == 1:
                found.append(f"{module} → {other}")
            elif other not in state:
                walk(other)
        state[module] = 2

    for module in sorted(arrows):
        if module not in state:
            walk(module)
    return found


def test_arrows_point_inward_only():
    assert not list(wrong_arrows(graph()))


def test_there_are_no_cycles():
    assert not cycles(graph())


def test_a_wrong_arrow_and_a_cycle_would_be_seen():
    planted = {
        "appliance.privacy.x": {"appliance.indexing.y"},
        "appliance.indexing.y": {"appliance.ask"},
        "appliance.ask": {"appliance.privacy.x"},
    }
    assert len(list(wrong_arrows(planted))) == 2
    assert cycles(planted)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_small_and_says_what_it_is(path):
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    assert len(source.splitlines()) <= MODULE_LINES
    assert len(path.relative_to(HOUSE).parts) <= DEPTH
    assert ast.get_docstring(tree)
    assert not BANNED_MODULES & set(path.stem.split("_"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            lines = {n for one in body for n in range(one.lineno, (one.end_lineno or 0) + 1)}
            code = [n for n in lines if (text := source.splitlines()[n - 1].strip()) and not text.startswith("#")]
            assert len(code) <= FUNCTION_LINES, f"{node.name}: {len(code)} lines of code"
        elif isinstance(node, ast.ClassDef):
            assert not BANNED_IN_NAMES.search(node.name), node.name


def test_only_the_door_makes_clean_text():
    makers = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "CleanText":
                makers.add(str(path.relative_to(HOUSE)))
    assert makers <= MAY_MAKE_CLEAN_TEXT


def test_no_module_imports_a_heavy_library_at_its_top():
    for path in modules():
        tops = [
            node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, (ast.Import, ast.ImportFrom))
        ]
        for node in tops:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            assert not HEAVY & {name.split(".")[0] for name in names}, f"{path}: {names}"
