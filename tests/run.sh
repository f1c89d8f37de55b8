#!/bin/bash
# Installs what is missing, builds everything and passes all tests: first the release build with every test, then the build with
# AddressSanitizer and UndefinedBehaviorSanitizer with the tests labelled fast. The last line is "N passed, N failed, N skipped".
#
#   tests/run.sh                both builds
#   tests/run.sh release        one of them: release, dev or quick (no optimisation, no sanitizer; for daily work)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

presets=("$@")
[[ ${#presets[@]} -gt 0 ]] || presets=(release dev)
jobs=$(nproc)
started=$SECONDS
reports=()
broken=()

run_preset() {
    local preset=$1 report
    report=$PWD/build/$preset/tests.xml
    rm -f "$report"
    echo "== $preset: build"
    if ! cmake --preset "$preset" >/dev/null || ! cmake --build --preset "$preset" -j "$jobs"; then
        broken+=("$preset does not build")
        return
    fi
    echo "== $preset: tests"
    ctest --preset "$preset" -j "$jobs" --no-tests=error --output-junit "$report" --test-output-size-passed 1000000 --test-output-size-failed 1000000
    [[ -s $report ]] && reports+=("$report") || broken+=("$preset ran no test")
}

./deploy/install-packages.sh || broken+=("packages could not be installed")
[[ ${#broken[@]} -eq 0 ]] && for preset in "${presets[@]}"; do run_preset "$preset"; done

echo "== ${presets[*]}: $((SECONDS - started)) s"
exec python3 tests/count_tests.py "${reports[@]/#/--report=}" "${broken[@]/#/--broken=}"
