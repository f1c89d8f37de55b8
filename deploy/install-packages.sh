#!/bin/bash
# Installs what is missing of deploy/packages.txt on Debian 12, and nothing else. Silent and without network when all is there.
# Needs root or sudo only when something is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

installed() { [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

missing=()
while read -r package; do
    installed "$package" || missing+=("$package")
done < <(sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' packages.txt)
[[ ${#missing[@]} -eq 0 ]] && exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || { echo "install-packages: run as root or install sudo; missing: ${missing[*]}" >&2; exit 77; }
    as_root=(sudo)
fi
install() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; }

echo "installing ${missing[*]}"
# A fresh machine has no package lists yet, an old one has stale ones: fetch them only when the first try fails.
install 2>/dev/null || { "${as_root[@]}" apt-get update -q && install; }
