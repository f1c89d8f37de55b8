#!/usr/bin/env python3
"""The committed R4 tables are what generate.py makes of the package; skipped with one line when the package is not at hand."""
import os
import pathlib
import subprocess
import sys

PACKAGE = pathlib.Path(os.environ.get("STAFET_SHARED", "../shared")) / "fhir-packages" / "hl7.fhir.r4.core-4.0.1.tgz"
ROOM = pathlib.Path("fhir_models/definitions")


def main():
    if not PACKAGE.exists():
        print(f"skipped 1 comparison of generated tables: no {PACKAGE}")
        return 0
    made = subprocess.run([sys.executable, ROOM / "generate.py", PACKAGE], capture_output=True, text=True, check=True).stdout
    same = made == (ROOM / "r4_tables.cpp").read_text(encoding="utf-8")
    print("r4_tables.cpp is " + ("up to date" if same else "not what generate.py makes: run it again"))
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
