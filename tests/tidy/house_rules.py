"""Headers say what they promise, files stay small, nothing is left half done, no private key is kept in git."""
import re

import project

LINE_LIMIT = 400
# A longer file needs a reason that stands here. Keep this list tiny.
LONGER_FILES = {
    "fhir_models/definitions/r4_tables.cpp": 4000,  # generated tables
}

UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE " + r"KEY-----")
KEY_FILES = (".pem", ".key", ".p12", ".pfx", ".jks")
SOURCES = (".hpp", ".cpp", ".py", ".sh")


def check_header(path, text):
    lines = text.splitlines()
    if not lines or not lines[0].startswith("//"):
        yield f"{path}:1: a header begins with a comment that says what the thing promises"
    code = [line for line in lines if line.strip() and not line.startswith("//")]
    if not code or code[0].strip() != "#pragma once":
        yield f"{path}:1: #pragma once is the first line after the comment"


def check(path, text):
    if path.endswith(KEY_FILES):
        yield f"{path}:1: keys and certificates are made by certs/make-dev-certs.sh, not kept"
    if PRIVATE_KEY.search(text):
        yield f"{path}:1: holds a private key"
    if path.endswith(".hpp"):
        yield from check_header(path, text)
    length = text.count("\n")
    if path.endswith(SOURCES) and length > LONGER_FILES.get(path, LINE_LIMIT):
        yield f"{path}:{length}: longer than {LONGER_FILES.get(path, LINE_LIMIT)} lines: does it hold two nouns?"
    for number, line in enumerate(text.splitlines(), 1):
        if path.endswith(SOURCES) and "\t" in line:
            yield f"{path}:{number}: a tab"
        if UNFINISHED.search(line) and path.endswith((*SOURCES, ".yaml", ".md", "CMakeLists.txt")):
            yield f"{path}:{number}: a mark of unfinished work"


if __name__ == "__main__":
    texts = ((path, project.read(path)) for path in project.files())
    project.report(finding for path, text in texts if text is not None for finding in check(path, text))
