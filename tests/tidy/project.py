"""The project's own files and a C++ lexer that is just good enough for the checks beside this file."""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(*suffixes):
    """Paths below ROOT of the files that belong to the project (in git, or about to be), as strings with '/'; all when no suffix is given."""
    listing = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if listing.returncode == 0:
        names = listing.stdout.splitlines()
    else:  # an unpacked archive
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
        names = [name for name in names if not name.startswith(("build/", "run/"))]
    return sorted(name for name in names if (not suffixes or name.endswith(suffixes)) and (ROOT / name).is_file())


def read(name):
    """The file's text, or None when it is not text."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        data = (ROOT / name).read_bytes()
        return None if b"\0" in data else data.decode("latin-1")  # letters in ISO-8859-1 are text too


TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*.*?\*/|\\\n)
      | (?P<directive>^[ \t]*\#(?:[^\n\\]|\\.)*)
      | (?P<string>(?:u8|[uUL])?R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|(?:u8|[uUL])?"(?:[^"\\\n]|\\.)*"|(?:u8|[uUL])?'(?:[^'\\\n]|\\.)*')
      | (?P<number>\.?\d(?:'?[\w.])*)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<sign>->|::|&&|\|\||[^\w\s])""",
    re.X | re.S | re.M,
)


class Token:
    def __init__(self, kind, text, line):
        self.kind, self.text, self.line = kind, text, line


def tokens(source):
    """Tokens of C++ source without comments, blanks and directives. Strings keep their quotes."""
    found, line = [], 1
    for match in TOKEN.finditer(source):
        if match.lastgroup not in ("skip", "directive") and match.group("directive") is None:
            kind = "string" if match.group("string") else match.lastgroup
            found.append(Token(kind, match.group(), line))
        line += match.group().count("\n")
    return found


def report(findings):
    """Prints findings and ends the program as a test: 0 when there are none."""
    findings = sorted(findings)
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    sys.exit(1 if findings else 0)
