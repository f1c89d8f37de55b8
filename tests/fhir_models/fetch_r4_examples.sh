#!/bin/sh
# Fetches HL7's official R4 examples (CC0, 19 MB) from the npm registry into a folder and says how the tests find them.
#   tests/fhir_models/fetch_r4_examples.sh [FOLDER]
set -eu
folder=${1:-build/r4-examples}
mkdir -p "$folder"
cd "$folder"
file=$(npm pack --silent hl7.fhir.r4.examples@4.0.1)
echo "STAFET_R4_EXAMPLES=$(pwd)/$file"
