#!/usr/bin/env python3
"""HL7's validator test cases (R4) against `stafet validate`: is the verdict that of the reference validator, and are the places of its errors?

fhir_validator_suite.py STAFET [--update] [-v] [NAME-PART...]

Compares every case that fhir_validator_suite.txt does not leave out, and fails when the list is not true: when a case that is not in it
differs, or a case in it agrees. NAME-PART: only cases whose name contains one of these, both sides' errors printed (-v: of every case that
differs). Errors of the reference that need a terminology server do not count. --update writes the list as it has to be today; a new line's reason is "?" until somebody writes it.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")
SUITE = Path(os.environ.get("STAFET_SHARED", "../shared")) / "suites/fhir-validator"
CHOICES = ("abatement|asNeeded|answer|author|chargeItem|collected|completed|content|created|defaultValue|deceased|definition|diagnosis|dose|due|"
           "effective|entity|event|example|fixed|indicator|item|legallyBinding|location|maxValue|medication|minValue|module|multipleBirth|"
           "occurrence|occurred|onset|pattern|performed|procedure|product|rate|reported|scheduled|serviced|start|statusReason|subject|"
           "substance|target|timing|topic|used|value|versionAlgorithm")

# What only a terminology server or a code system that is in no package can say.
TERMINOLOGY = re.compile(r"(Wrong Display Name .* for|Unknown code .* in the CodeSystem|must be a valid code from the system|not in the value set|"
                         r"The operation '.*' is not allowed for property)"
                         r".*?(loinc\.org|snomed\.info|hl7\.org/fhir/sid/|urn:iso:std:iso:3166|ncicb\.nci\.nih\.gov|rxnorm|Ops: =,in)", re.DOTALL)


def normal(place):
    """One spelling of a place: the two sides write choices, types, single elements and marks of slices in different ways."""
    place = re.sub(r"/\*.*?\*/", "", place)
    place = re.sub(r"\.ofType\(\w+\)|\.as\(\w+\)|\[x\]", "", place)
    place = re.sub(r"\[(?:0|url=[^]]*|'[^]]*'|\w+:[^]]*)\]", "", place)
    place = re.sub(r"\.extension\('[^)]*'\)", ".extension", place)
    return re.sub(rf"\b({CHOICES})(?:[A-Z]\w*)\b", r"\1", place)


class Case:
    """One call of the validator with the outcome that it is compared with; `kind`: base, or against the case's profile."""

    def __init__(self, row, kind):
        section = row if kind == "base" else row["profile"]
        self.row, self.kind = row, kind
        self.key = f"{row['name'].replace(' ', '_')}:{kind}"
        self.outcome = section.get("java")
        self.profile = row["profile"]["source"] if kind == "profile" else ""
        self.files = [name for place in ({id(row): row, id(section): section}.values()) for key in ("supporting", "profiles", "supporting5")
                      for name in place.get(key, [])]
        if self.profile and not self.profile.startswith("http"):
            self.files.append(self.profile)

    def why_not(self):
        """The reason why this case cannot be run, or ''."""
        if self.outcome is None or isinstance(self.outcome, str) and not (SUITE / "outcomes" / self.outcome).exists():
            return "no outcome in the suite"
        missing = [name for name in [self.row["file"], *self.files] if not (SUITE / "input" / name).exists()]
        return "no file " + missing[0] if missing else ""

    def errors_of_reference(self):
        outcome = self.outcome if isinstance(self.outcome, dict) else json.loads((SUITE / "outcomes" / self.outcome).read_text())
        if "errorCount" in outcome:  # a verdict without places
            return [(None, "")] * outcome["errorCount"]
        issues = outcome.get("outcome", outcome).get("issue", [])
        return [((i.get("expression") or i.get("location") or [""])[0], i.get("details", {}).get("text", ""))
                for i in issues if i["severity"] in ("error", "fatal") and not TERMINOLOGY.search(i.get("details", {}).get("text", ""))]

    def canonical(self):
        if self.profile.startswith("http"):
            return self.profile
        text = (SUITE / "input" / self.profile).read_text(encoding="utf-8-sig")
        if self.profile.endswith(".json"):
            return json.loads(text)["url"]
        return re.search(r'<url\s+value="([^"]+)"', text).group(1)

    def referred_to(self, folder):
        """The reference's own test bench answers "Type/id" with a file of that name, and Patient/test with an empty Patient."""
        text = (SUITE / "input" / self.row["file"]).read_text(encoding="utf-8", errors="replace")
        found = []
        for reference in sorted(set(re.findall(r'reference"?\s*(?::|value=)\s*"([A-Z]\w+/[\w.-]+)"', text))):
            for ending in (".json", ".xml"):
                file = SUITE / "input" / (reference.replace("/", "-").lower() + ending)
                if file.exists():
                    found.append(str(file))
            if reference == "Patient/test":
                empty = Path(folder) / "patient-test.json"
                empty.write_text('{"resourceType":"Patient","id":"test"}')
                found.append(str(empty))
        return found

    def errors_of_ours(self, stafet):
        with tempfile.TemporaryDirectory() as folder:
            command = [stafet, "validate", "--json"]
            for name in [str(SUITE / "input" / name) for name in self.files] + self.referred_to(folder):
                command += ["--package", name]
            if "allowed-extension-domain" in self.row:
                command += ["--extensions", self.row["allowed-extension-domain"]]
            if self.row.get("examples") is False:
                command.append("--no-example-urls")
            if self.row.get("allow-comments"):
                command.append("--allow-comments")
            if self.profile:
                command += ["--profile", self.canonical()]
            if self.row.get("security-checks"):
                command.append("--security-checks")
            run = subprocess.run([*command, str(SUITE / "input" / self.row["file"])], capture_output=True, timeout=120, check=False)
        if run.returncode < 0 or not run.stdout:
            raise RuntimeError(f"{self.key}: {' '.join(command)} ended with {run.returncode}: {run.stderr.decode(errors='replace')[:2000]}")
        found = json.loads(run.stdout)[0]["findings"]
        return [(f["path"], f"{f['code']}: {f['text']}") for f in found if f["severity"] in ("error", "fatal")]


def compare(case, stafet):
    """('', 'places' or 'verdict', ours, theirs): what differs, the errors of both."""
    ours, theirs = case.errors_of_ours(stafet), case.errors_of_reference()
    if bool(ours) != bool(theirs):
        return "verdict", ours, theirs
    if None in [place for place, _ in theirs]:
        return "", ours, theirs
    same = {normal(p) for p, _ in ours} == {normal(p) for p, _ in theirs}
    return "" if same else "places", ours, theirs


def read_list(text):
    """key -> (what, reason); what: left-out, verdict or places."""
    rows = [line.split(None, 2) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {key: (what, reason) for key, what, reason in rows}


def main(arguments):
    if not SUITE.exists():
        print(f"skipped all cases of HL7's validator suite: no {SUITE}")
        return 0
    stafet = arguments[0]
    names = [a for a in arguments[1:] if not a.startswith("-")]
    known = read_list(LIST.read_text())
    rows = json.loads((SUITE / "manifest.json").read_text())["test-cases"]
    rows = [row for row in rows if not names or any(part in row["name"] for part in names)]
    cases = [Case(row, kind) for row in rows for kind in ("base", "profile") if kind == "base" or kind in row]
    unusable = {case.key: case.why_not() for case in cases if case.why_not()}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(zip(cases, pool.map(lambda case: None if case.key in unusable else compare(case, stafet), cases)))
    faults, lines, count = [], [], Counter()
    for case, result in results:
        what, reason = known.get(case.key, ("", ""))
        if result is None or what == "left-out":
            count["left out"] += 1
            lines.append(f"{case.key} left-out {unusable.get(case.key) or reason}")
            if not what == "left-out":
                faults.append(f"{case.key} cannot be run ({unusable[case.key]}) and is not listed as left-out")
            if not names or result is None:
                continue
        differs, ours, theirs = result
        count[differs or "same"] += what != "left-out"
        if differs and what != "left-out":
            lines.append(f"{case.key} {differs} {reason or '?'}")
        if what != "left-out" and differs != what:
            faults.append(f"{case.key}: {differs or 'nothing'} differs, listed: {what or 'not'}")
        if names or "-v" in arguments and differs:
            print(f"{differs or 'same':8} {case.key} {case.row.get('module', '')} {case.row['file']} {' '.join(case.files)}")
            for side, errors in (("ours", ours), ("theirs", theirs)):
                for place, text in errors:
                    print(f"    {side:7}{place} | {text[:220]}")
    stale = set(known) - {case.key for case in cases} if not names else set()
    faults += [f"{key} is listed and not in the suite" for key in sorted(stale)]
    if "--update" in arguments and not names:
        head = [line for line in LIST.read_text().splitlines() if line.startswith("#")]
        LIST.write_text("\n".join(head + sorted(lines)) + "\n")
        faults = []
    for fault in faults:
        print(fault)
    same, places, verdict = count["same"], count["places"], count["verdict"]
    compared = same + places + verdict
    print(f"HL7 validator suite: verdicts {same + places}/{compared} = {100 * (same + places) / max(1, compared):.1f} %, "
          f"error places {same}/{compared} = {100 * same / max(1, compared):.1f} %, left out {count['left out']}, "
          f"{len(faults)} not as {LIST.name} says")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
