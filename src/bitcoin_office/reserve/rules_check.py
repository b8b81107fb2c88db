"""Says whether a user's own rule can be compiled to the same bits that Python gives, and if not, where and why.

A rule is a function of an observation and its numbers. What may stand in it is a list of what was tried: everything
else is refused by name and line. ``**`` is refused because a library's power differs from a product in the last bit
about once in a thousand times; exp and log differ between machines.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from bitcoin_office.reserve.rules import Observation
from bitcoin_office.terms.finding import Finding, Place

FIELDS = frozenset(Observation._fields)
"""What a rule may see."""

_FUNCTIONS = frozenset({"min", "max", "abs", "int", "round", "float", "range"})
_MATH = frozenset({"sqrt", "floor"})
_STATEMENTS = (
    ast.FunctionDef, ast.Return, ast.If, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.Pass, ast.Expr,
)  # fmt: skip
_EXPRESSIONS = (
    ast.Name, ast.Constant, ast.Attribute, ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call,
)  # fmt: skip
_OPERATORS = (
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.USub, ast.UAdd, ast.Not, ast.And, ast.Or,
    ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq,
)  # fmt: skip
_REMEDIES: dict[type[ast.AST], str] = {
    ast.Pow: "Write x * x: a power differs from the product in the last bit.",
    ast.While: "Use for over a constant range: a loop without end cannot run in lanes.",
    ast.Raise: "Return 0.0 instead: a rule that raises cannot run in lanes.",
    ast.Try: "Test before you divide: a rule that raises cannot run in lanes.",
    ast.Global: "Give the number as one of the rule's numbers.",
    ast.Import: "Nothing needs to be imported: math.sqrt and math.floor are there.",
    ast.ImportFrom: "Nothing needs to be imported: math.sqrt and math.floor are there.",
    ast.Dict: "Use if and else.",
    ast.List: "Use one name for each value.",
    ast.Lambda: "Write a function.",
}
_LONGEST_LOOP = 1000


def check_rule(text: str, *, file: str, function: str, numbers: tuple[str, ...]) -> tuple[Finding, ...]:
    """All that keeps the rule ``function`` of a file from being compiled with equal bits; none, if it can be."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return (_finding(file, error.lineno or 1, f"This is no Python: {error.msg}.", "Correct the line."),)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found = [_outside(node, file) for node in tree.body if not _allowed_outside(node)]
    if function not in functions:
        known = ", ".join(functions) or "none"
        found.append(_finding(file, 1, f"No function {function!r}; there are: {known}.", "Name the rule's function."))
    for node in functions.values():
        found += _check_function(node, file, frozenset(functions), frozenset(numbers))
    return tuple(sorted(found, key=lambda finding: finding.place.line or 0))


def _allowed_outside(node: ast.stmt) -> bool:
    """Functions, a docstring, and imports of math and of annotations: nothing else stands outside functions."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names] == ["math"] and node.names[0].asname is None
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.FunctionDef) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _outside(node: ast.stmt, file: str) -> Finding:
    remedy = "Only functions may stand in the file: give numbers as the rule's numbers in the playbook."
    return _finding(file, node.lineno, f"{_named(node)} outside a function.", remedy)


def _check_function(node: ast.FunctionDef, file: str, known: frozenset[str], numbers: frozenset[str]) -> list[Finding]:
    arguments = node.args
    extra = [*arguments.posonlyargs, *arguments.kwonlyargs, *arguments.defaults, arguments.vararg, arguments.kwarg]
    found: list[Finding] = []
    if node.decorator_list or any(extra) or any(item for item in arguments.kw_defaults):
        found.append(_finding(file, node.lineno, "Plain arguments only.", "Take away defaults, stars and decorators."))
    names = frozenset(argument.arg for argument in arguments.args)
    given = names | {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and not _is_read(name)}
    for inner in _code(node):
        problem = _problem(inner, given, known, numbers, names)
        if problem:
            found.append(_finding(file, getattr(inner, "lineno", node.lineno), *problem))
    if not _always_returns(node.body):
        message = f"{node.name} may end without an answer."
        found.append(_finding(file, node.lineno, message, "End it with return 0.0."))
    return found


def _code(node: ast.FunctionDef) -> Iterator[ast.AST]:
    """Everything that runs: not the docstring, not annotations."""
    for statement in node.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        for inner in ast.walk(statement):
            if isinstance(inner, ast.stmt | ast.expr):
                yield inner


def _problem(
    node: ast.AST, given: frozenset[str], known: frozenset[str], numbers: frozenset[str], arguments: frozenset[str]
) -> tuple[str, str] | None:
    """What is wrong with one piece of code, and what to do; nothing, if it is on the list."""
    match node:
        case ast.BinOp(op=op) | ast.UnaryOp(op=op) | ast.BoolOp(op=op) | ast.AugAssign(op=op):
            return None if isinstance(op, _OPERATORS) else _refused(op)
        case ast.Compare(ops=ops):
            return next((_refused(op) for op in ops if not isinstance(op, _OPERATORS)), None)
        case ast.Call():
            return _call_problem(node, known)
        case ast.Attribute(value=ast.Name(id=name), attr=attr):
            return _attribute_problem(name, attr, numbers, arguments)
        case ast.Name(id=name):
            fine = name in given | known | _FUNCTIONS or name == "math"
            return None if fine else (f"Nothing gives {name!r}.", "A rule sees its observation and its numbers only.")
        case ast.Constant(value=value):
            fine = isinstance(value, int | float)
            return None if fine else (f"{value!r} is no number.", "Use numbers, and if and else.")
        case ast.For():
            return _loop_problem(node)
        case _:
            return None if isinstance(node, _STATEMENTS + _EXPRESSIONS) else _refused(node)


def _call_problem(node: ast.Call, known: frozenset[str]) -> tuple[str, str] | None:
    match node.func:
        case ast.Name(id=name) if name in _FUNCTIONS | known and not node.keywords:
            wrong = name in {"min", "max"} and len(node.args) != 2
            return (f"{name} of {len(node.args)} values.", "Take two at a time.") if wrong else None
        case ast.Attribute(value=ast.Name(id="math"), attr=attr) if attr in _MATH and not node.keywords:
            return None
        case other:
            remedy = f"Allowed are {', '.join(sorted(_FUNCTIONS))}, math.sqrt and math.floor, and the file's functions."
            return f"{ast.unparse(other)} cannot be called here.", remedy


def _attribute_problem(
    name: str, attr: str, numbers: frozenset[str], arguments: frozenset[str]
) -> tuple[str, str] | None:
    if name == "math":
        return None if attr in _MATH else (f"math.{attr} differs between machines.", "Use + - * / and math.sqrt.")
    if name not in arguments:
        return f"{name}.{attr} cannot be seen.", "A rule sees its observation and its numbers only."
    if attr in FIELDS | numbers:
        return None
    return f"No {attr!r} to see.", f"There are {', '.join(sorted(FIELDS | numbers))}."


def _loop_problem(node: ast.For) -> tuple[str, str] | None:
    match node.iter:
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(count))]) if count <= _LONGEST_LOOP:
            return None
        case _:
            return "A loop over what is no constant range.", f"Write for i in range(10), {_LONGEST_LOOP} at most."


def _always_returns(body: list[ast.stmt]) -> bool:
    match body[-1]:
        case ast.Return(value=value):
            return value is not None
        case ast.If(body=then, orelse=otherwise):
            return bool(otherwise) and _always_returns(then) and _always_returns(otherwise)
        case _:
            return False


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _refused(node: ast.AST) -> tuple[str, str]:
    return f"{_named(node)} cannot be compiled with equal bits.", _REMEDIES.get(type(node), "Use if, else and numbers.")


def _named(node: ast.AST) -> str:
    return {"Pow": "**", "ImportFrom": "import"}.get(type(node).__name__, type(node).__name__.lower())


def _finding(file: str, line: int, message: str, remedy: str) -> Finding:
    return Finding(code="rule-not-compilable", place=Place(file=file, line=line), message=message, remedy=remedy)
