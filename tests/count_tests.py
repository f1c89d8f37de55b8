"""Sums test reports of ctest (JUnit XML) into one closing line; exits with 1 when anything failed.

A doctest program counts with its test cases, any other test as one. A doctest case that printed "skipped ..." (see
tests/support/shared.hpp) counts as skipped, not as passed.
"""
import argparse
import re
import sys
import xml.etree.ElementTree as ElementTree

SUMMARY = re.compile(r"\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped")


def count(testcase):
    """(passed, failed, skipped) of one ctest test."""
    status = testcase.get("status")
    output = re.sub(r"\x1b\[[0-9;]*m", "", testcase.findtext("system-out") or "")
    if status in ("disabled", "notrun"):
        return 0, 0, 1
    summary = SUMMARY.search(output)
    if not summary:
        return (1, 0, 0) if status == "run" else (0, 1, 0)
    passed, failed, skipped = map(int, summary.groups())
    missing_data = min(passed, len(re.findall(r"^skipped ", output, re.M)))
    if status == "fail" and failed == 0:
        failed = 1  # the cases passed, the program did not: a sanitizer's finding at exit, or a timeout
    return passed - missing_data, failed, skipped + missing_data


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--report", action="append", default=[])
    arguments.add_argument("--broken", action="append", default=[], help="what failed before any test could run")
    options = arguments.parse_args()

    passed, failed, skipped = 0, len(options.broken), 0
    for what in options.broken:
        print(f"FAILED: {what}")
    for report in options.report:
        for testcase in ElementTree.parse(report).getroot().iter("testcase"):
            one = count(testcase)
            if one[1]:
                print(f"FAILED: {testcase.get('name')} ({report})")
            passed, failed, skipped = passed + one[0], failed + one[1], skipped + one[2]
    if passed == 0 and failed == 0:
        print("FAILED: no test ran")
        failed = 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
