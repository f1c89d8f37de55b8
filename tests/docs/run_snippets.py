"""Runs the examples of the documentation: every block that begins with ```sh run, in a shell of its own, after a demo has run, as a reader would.

A block must succeed. When a ```text block follows it, that is the output it must have: line by line, where "…" in a line stands for anything
and a line that is only "…" for any lines. Programs of the build directory given as the first argument come first in PATH.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```sh run\n(?P<code>.*?)^```\n(?:\s*^```text\n(?P<output>.*?)^```\n)?", re.M | re.S)


def matches(pattern, line):
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("…")), line) is not None


def first_difference(expected, actual):
    """The expected line that the output lacks, or None when the output is as expected."""
    at, skipping = 0, False
    for pattern in expected:
        if pattern.strip() == "…":
            skipping = True
            continue
        while skipping and at < len(actual) and not matches(pattern, actual[at]):
            at += 1
        if at == len(actual) or not matches(pattern, actual[at]):
            return pattern
        at, skipping = at + 1, False
    return None if skipping or at == len(actual) else f"nothing more, but there is: {actual[at]}"


def run(document, environment):
    """Findings of one document."""
    findings = []
    text = document.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        where = f"{document.relative_to(ROOT)}:{text.count(chr(10), 0, block.start()) + 1}"
        result = subprocess.run(["bash", "-euo", "pipefail", "-c", block["code"]], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, timeout=300)
        print(f"== {where}\n{block['code']}{result.stdout}")
        if result.returncode != 0:
            findings.append(f"{where}: the example ended with {result.returncode}")
        difference = block["output"] and first_difference(block["output"].splitlines(), [line.rstrip() for line in result.stdout.splitlines()])
        if difference:
            findings.append(f"{where}: the output should have: {difference}")
    return findings


def main():
    build = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as run_directory:
        demo = run_directory + "/demo"
        environment = dict(os.environ, STAFET_DEMO_DIR=demo, PATH=f"{build}/gateway/app:" + os.environ["PATH"])
        subprocess.run([ROOT / "deploy/demo.sh", "--built", build, "--stop-after"], env=environment, check=True, timeout=120)
        environment |= {"STAFET_CONFIG": "routes/examples/demo.yaml", "STAFET_STATE": demo + "/state", "STAFET_CERTS": demo + "/certs"}
        findings = [finding for name in sys.argv[2:] for finding in run(ROOT / name, environment)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
