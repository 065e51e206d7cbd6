"""Small faults of a module's source: each one change that a tired person might make, as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

STRINGS = 9  # at most one fault in so many changes a text

OTHER_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
}  # fmt: skip
OTHER_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Add,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
OTHER_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
NO_VALUES = frozenset({"annotation", "returns", "decorator_list", "type_params", "format_spec", "bases"})

Change = tuple[str, ast.AST]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands in its tree, with the statement around it and whether that runs when the module is imported."""

    parent: ast.AST
    field: str
    index: int | None
    statement: ast.stmt
    at_import: bool

    def put(self, new: ast.AST) -> None:
        """Put another node there; an expression's own place is taken over."""
        if self.index is None:
            setattr(self.parent, self.field, new)
        else:
            getattr(self.parent, self.field)[self.index] = new


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: the number of its place and change in the walk over the tree, and how it is told."""

    number: int
    line: int
    what: str
    source: str  # the line as it stands, for a list that outlives a shift of lines
    is_text: bool
    at_import: bool
    statement: tuple[int, int]  # first and last line of the statement


def mutants(source: str) -> list[Mutant]:
    """Every fault that can be made of a source, in the order of the walk."""
    lines, found = source.splitlines(), []
    for number, (place, node, what, _) in enumerate(_walk(ast.parse(source))):
        line = getattr(node, "lineno", place.statement.lineno)
        span = (place.statement.lineno, place.statement.end_lineno or place.statement.lineno)
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        found.append(Mutant(number, line, what, lines[line - 1].strip(), is_text, place.at_import, span))
    return found


def made(source: str, mutant: Mutant) -> ast.Module:
    """The tree with that one fault in it."""
    tree = ast.parse(source)
    for number, (place, _, _, new) in enumerate(_walk(tree)):
        if number == mutant.number:
            place.put(new)
            return ast.fix_missing_locations(tree)
    raise LookupError(mutant)


def drawn(possible: list[Mutant], count: int, chance: Random) -> list[Mutant]:
    """So many of them by chance, few of which change a text, in the order of their lines."""
    texts = [one for one in possible if one.is_text]
    others = [one for one in possible if not one.is_text]
    few = min(len(texts), count // STRINGS)
    found = chance.sample(others, min(len(others), count - few)) + chance.sample(texts, few)
    return sorted(found, key=lambda one: one.number)


def _walk(tree: ast.Module) -> Iterator[tuple[Place, ast.AST, str, ast.AST]]:
    for statement in tree.body:
        index = tree.body.index(statement)
        yield from _within(Place(tree, "body", index, statement, at_import=True), statement)


def _within(place: Place, node: ast.AST) -> Iterator[tuple[Place, ast.AST, str, ast.AST]]:
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.alias)) or _is_docstring(node) or _is_for_types(node):
        return
    for what, new in _changes(node, place):
        yield place, node, what, ast.copy_location(new, node) if hasattr(node, "lineno") else new
    inner = place.at_import and not isinstance(node, (ast.FunctionDef, ast.Lambda))
    for field, value in ast.iter_fields(node):
        if field in NO_VALUES:
            continue
        early = inner or (place.at_import and field == "args")  # defaults are worked out when the module is imported
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST):
                statement = child if isinstance(child, ast.stmt) else place.statement
                yield from _within(Place(node, field, index, statement, early), child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _changes(node: ast.AST, place: Place) -> Iterator[Change]:
    if isinstance(node, ast.stmt):
        yield from _of_statement(node)
    elif isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            for other in OTHER_COMPARISONS[type(operator)]:
                ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
                yield f"{_name(operator)} → {other.__name__}", ast.Compare(node.left, ops, node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield from _of_and_or(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield f"without {_name(node.op)}", node.operand
    elif isinstance(node, ast.BinOp):
        opposite = OTHER_ARITHMETIC.get(type(node.op))
        if opposite is not None and not place.at_import and not _is_text(node.left) and not _is_text(node.right):
            yield f"{_name(node.op)} → {opposite.__name__}", ast.BinOp(node.left, opposite(), node.right)
    elif isinstance(node, ast.IfExp):
        yield "branches exchanged", ast.IfExp(node.test, node.orelse, node.body)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.comprehension):
        for index, _ in enumerate(node.ifs):
            ifs = [*node.ifs[:index], *node.ifs[index + 1 :]]
            yield f"without filter {index + 1}", ast.comprehension(node.target, node.iter, ifs, node.is_async)
    else:
        yield from _of_literal(node)


def _of_statement(node: ast.stmt) -> Iterator[Change]:
    if isinstance(node, ast.If):
        yield "condition negated", ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield "return None", ast.Return(ast.Constant(None))
    elif (
        isinstance(node, (ast.AugAssign, ast.Continue, ast.Break, ast.Raise))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
        or (isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Attribute, ast.Subscript)))
    ):
        yield "statement deleted", ast.Pass()


def _of_and_or(node: ast.BoolOp) -> Iterator[Change]:
    other: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield f"{_name(node.op)} → {_name(other)}", ast.BoolOp(other, node.values)
    for index, _ in enumerate(node.values):
        left = [*node.values[:index], *node.values[index + 1 :]]
        yield f"without term {index + 1}", left[0] if len(left) == 1 else ast.BoolOp(node.op, left)


def _of_call(node: ast.Call) -> Iterator[Change]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in OTHER_NAMES:
        other = ast.Name(OTHER_NAMES[name], ast.Load())
        yield f"{name} → {other.id}", ast.Call(other, node.args, node.keywords)
    starred = any(isinstance(one, ast.Starred) for one in node.args[:2])
    if len(node.args) > 1 and not starred and name not in ("min", "max") and ast.dump(node.args[0]) != ast.dump(node.args[1]):
        yield "arguments exchanged", ast.Call(node.func, [node.args[1], node.args[0], *node.args[2:]], node.keywords)
    for keyword in node.keywords:
        if keyword.arg in ("key", "default", "reverse") and name in ("min", "max", "sorted"):
            yield (
                f"without {keyword.arg}=",
                ast.Call(node.func, node.args, [one for one in node.keywords if one is not keyword]),
            )


def _of_constant(node: ast.Constant) -> Iterator[Change]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} → {not value}", ast.Constant(not value)
    elif isinstance(value, (int, float)):
        for other in (value + 1, value - 1):
            yield f"{value} → {other}", ast.Constant(other)
    elif isinstance(value, str) and value:
        yield f"{value!r} changed", ast.Constant(f"{value}~")


def _of_literal(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, (ast.Tuple, ast.List)) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        for index, _ in enumerate(node.elts):
            yield f"without element {index + 1}", type(node)([*node.elts[:index], *node.elts[index + 1 :]], ast.Load())
    elif isinstance(node, ast.Set) and len(node.elts) > 1:
        for index, _ in enumerate(node.elts):
            yield f"without element {index + 1}", ast.Set([*node.elts[:index], *node.elts[index + 1 :]])
    elif isinstance(node, ast.Dict):
        for index, _ in enumerate(node.keys):
            keys, values = [*node.keys], [*node.values]
            del keys[index], values[index]
            yield f"without entry {index + 1}", ast.Dict(keys, values)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _name(node: ast.AST) -> str:
    return type(node).__name__
