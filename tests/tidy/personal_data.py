"""No real person in the project's files, no person and no content in a log call.

A number that could be a CPR number (a possible date, four more digits) is a finding unless it is one of MedCom's public test persons or
stands in no_person.txt with the reason why nobody can have it.
"""
import re
from pathlib import Path

import project

TEST_PERSONS = {"2512489996", "2509479989"}
CPR_LIKE = re.compile(r"(?<![\w.-])(\d\d)(\d\d)(\d\d)-?(\d{4})(?![\w-]|\.\d)")
LOG_CALL = re.compile(r"\blog::(?:write|debug|info|warn|error)\s*\(")

# What holds content or a person in our own names. A size or an emptiness of it may be logged.
FORBIDDEN = {"body", "payload", "original", "letter", "bytes", "text", "text_da", "patient", "cpr", "birth_date", "family", "given", "query"}
HARMLESS_MEMBERS = {"size", "empty", "length"}
FIXED_SENTENCES = {("error", ".", "text")}  # HttpError::text: ours, without a value from the request


def no_person_numbers():
    lines = (Path(__file__).parent / "no_person.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def could_be_cpr(day, month):
    days = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= int(month) <= 12 and 1 <= int(day) <= days[int(month) - 1]


def check_numbers(path, text, allowed):
    for number, line in enumerate(text.splitlines(), 1):
        for match in CPR_LIKE.finditer(line):
            digits = "".join(match.groups())
            if could_be_cpr(match[1], match[2]) and digits not in allowed:
                yield f"{path}:{number}: column {match.start() + 1} could be a person's CPR number: use a public test person"


def arguments_of(source, start):
    """Tokens between the parenthesis that ends at `start` and its partner."""
    depth, found = 1, []
    for token in project.tokens(source[start:start + 4000]):
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
        if depth == 0:
            break
        found.append(token)
    return found


def check_log_calls(path, text):
    for call in LOG_CALL.finditer(text):
        line = text.count("\n", 0, call.start()) + 1
        tokens = arguments_of(text, call.end())
        for index, token in enumerate(tokens):
            following = [later.text for later in tokens[index + 1:index + 3]]
            harmless = len(following) == 2 and following[0] in (".", "->") and following[1] in HARMLESS_MEMBERS
            harmless = harmless or tuple(near.text for near in tokens[max(0, index - 2):index + 1]) in FIXED_SENTENCES
            if token.kind == "name" and token.text in FORBIDDEN and not harmless:
                yield f"{path}:{line}: '{token.text}' in a log call: log ids and codes only"
            if token.kind == "string" and token.text.strip('"') in FORBIDDEN | {"name", "identifier"}:
                yield f"{path}:{line}: the field {token.text} in a log call: log ids and codes only"


def findings():
    allowed = TEST_PERSONS | no_person_numbers()
    for path in project.files():
        text = project.read(path)
        if text is None:
            continue
        yield from check_numbers(path, text, allowed)
        if path.endswith((".cpp", ".hpp")) and not path.startswith("tests/"):
            yield from check_log_calls(path, text)


if __name__ == "__main__":
    project.report(findings())
