"""Statements that g++ 12.2 miscompiles around co_await: temporaries are destroyed twice, without a warning, at -O0 and -O2.

Findings: braces, an owning lambda, a ternary, or a second co_await in the same full expression as a co_await; and a coroutine that is a
lambda with captures (it outlives them). Habit: one co_await per statement, temporaries named before it; coroutines are functions.
"""
import project

BLOCK_ENDS = {"(", ":", "else", "do", "try", "const", "noexcept", "override", "final", "mutable"}  # "(" stands for the whole group
TYPE_KEYWORDS = {"namespace", "class", "struct", "union", "enum", "extern"}
HEADER_KEYWORDS = {"if", "while", "for", "switch"}
BRACKETS = {"(": ")", "[": "]", "{": "}"}


class Group:
    """A bracket pair and what stands in it; `kind` is ( [ or {."""

    def __init__(self, kind, line):
        self.kind, self.line, self.items = kind, line, []
        self.text, self.is_block, self.is_lambda, self.captures = kind, False, False, None


def is_group(item, kind=None):
    return isinstance(item, Group) and (kind is None or item.kind == kind)


def parse(source):
    """The source as nested groups, with every brace group told apart: block, lambda body or initialiser."""
    root = Group("{", 1)
    root.is_block = True
    open_groups = [root]
    for token in project.tokens(source):
        if token.kind == "sign" and token.text in BRACKETS:
            group = Group(token.text, token.line)
            if token.text == "{":
                classify(group, open_groups[-1])
            open_groups[-1].items.append(group)
            open_groups.append(group)
        elif token.kind == "sign" and token.text in BRACKETS.values():
            if len(open_groups) > 1:
                open_groups.pop()
        else:
            open_groups[-1].items.append(token)
    return root


def statement_start(items):
    """Index of the first item of the statement that ends `items`."""
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if item.text == ";" or (is_group(item, "{") and item.is_block and not item.is_lambda):
            return index + 1
    return 0


def classify(group, parent):
    """Decides what a brace that follows the items of `parent` opens."""
    statement = parent.items[statement_start(parent.items):]
    introducer = lambda_introducer(statement)
    if introducer is not None:
        group.is_block = group.is_lambda = True
        group.captures = introducer
        return
    group.is_block = parent.kind == "{" and begins_block(statement)


def begins_block(statement):
    """True when a brace after these items of a statement opens a scope: of a function, a type, a namespace or a branch."""
    if not statement:
        return True
    texts = [item.text for item in statement]
    is_type = bool(TYPE_KEYWORDS & set(texts)) and not {"=", "("} & set(texts)
    arrow = texts.index("->") if "->" in texts else 0
    has_trailing_type = arrow > 1 and texts[arrow - 1] in ("(", "const", "noexcept") and not {"=", "return", "co_return"} & set(texts)
    return texts[-1] in BLOCK_ENDS or is_type or has_trailing_type


def lambda_introducer(statement):
    """The capture list when the items end in a lambda's head: [captures] (params) specifiers -> type; else None."""
    index = len(statement) - 1
    while index >= 0 and not is_group(statement[index], "["):
        item = statement[index]
        head = is_group(item, "(") or (not isinstance(item, Group) and (item.kind == "name" or item.text in ("->", "::", "<", ">", "&", "*", ",")))
        if not head or item.text in ("return", "co_return", "co_await"):
            return None
        index -= 1
    if index < 0:
        return None
    before = statement[index - 1] if index else None
    indexed = before is not None and (is_group(before, "(") or is_group(before, "[") or (not isinstance(before, Group) and before.kind in ("name", "string") and before.text not in ("return", "co_return", "co_await", "auto", "const")))
    after = statement[index + 1] if index + 1 < len(statement) else None
    if indexed or (after is not None and not is_group(after, "(") and after.text not in ("mutable", "->", "noexcept", "constexpr", "<")):
        return None
    return statement[index].items


def owns(captures):
    """True when a capture list keeps a copy: anything but nothing, this and references."""
    parts, current = [], []
    for item in captures:
        if item.text == ",":
            parts.append(current)
            current = []
        else:
            current.append(item)
    parts.append(current)
    return any(part and part[0].text not in ("&", "this") for part in parts)


def flat(items):
    """All items of an expression; what stands in a lambda's body is another expression."""
    for item in items:
        yield item
        if isinstance(item, Group) and not item.is_block:
            yield from flat(item.items)


def blocks(items):
    for item in flat(items):
        if isinstance(item, Group) and item.is_block:
            yield item


def statements(block):
    """Full expressions of a block: split at ';' and after blocks; the head of if, for, while and switch apart from what it governs."""
    current = []
    for item in block.items:
        head = is_group(item, "(") and current and current[-1].text in HEADER_KEYWORDS | {"constexpr"} and current[0].text in HEADER_KEYWORDS | {"else"}
        if head:
            yield from split_at_semicolons(item.items)
            current = []
        elif item.text == ";" or (isinstance(item, Group) and item.is_block and not item.is_lambda):
            if isinstance(item, Group):
                current.append(item)
            if current:
                yield current
            current = []
        else:
            current.append(item)
    if current:
        yield current


def split_at_semicolons(items):
    current = []
    for item in items:
        if item.text == ";":
            yield current
            current = []
        else:
            current.append(item)
    yield current


def check_statement(statement):
    items = list(flat(statement))
    awaits = [item for item in items if item.text == "co_await" and not isinstance(item, Group)]
    if not awaits:
        return
    line = awaits[0].line
    if len(awaits) > 1:
        yield line, "two co_await in one statement"
    if any(is_group(item, "{") and not item.is_block for item in items):
        yield line, "braces beside co_await: name the object in a statement before"
    if any(item.text == "?" for item in items):
        yield line, "a ternary beside co_await: choose in a statement before"
    if any(is_group(item, "{") and item.is_lambda and owns(item.captures) for item in items):
        yield line, "an owning lambda beside co_await: name it in a statement before"


def check_block(block):
    if block.is_lambda and block.captures and any(not isinstance(item, Group) and item.text in ("co_await", "co_return", "co_yield") for item in own_items(block)):
        yield block.line, "a lambda with captures that is a coroutine outlives them: write a function with parameters"
    for statement in statements(block):
        yield from check_statement(statement)
        for inner in blocks(statement):
            yield from check_block(inner)


def own_items(block):
    """Items of a lambda's body, those of control-flow blocks included, those of inner lambdas not."""
    for item in flat(block.items):
        yield item
        if isinstance(item, Group) and item.is_block and not item.is_lambda:
            yield from own_items(item)


def check(path, text):
    if "co_await" not in text and "co_return" not in text:
        return []
    return [f"{path}:{line}: {what}" for line, what in sorted(set(check_block(parse(text))))]


if __name__ == "__main__":
    project.report(finding for path in project.files(".hpp", ".cpp") for finding in check(path, project.read(path)))
