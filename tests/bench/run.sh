#!/bin/bash
# The figures of Stafet on this machine: load generator, receivers and gateway on the same cores, everything over mutual TLS on loopback.
#
#   tests/bench/run.sh [RUNS]      runs of each load (default 3); prints medians
#
# Builds the release preset if need be. Takes about two minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs=${1:-3}
build=build/release
cmake --preset release >/dev/null
cmake --build --preset release --target stafet stafet-load stafet-sinks -j "$(nproc)" >/dev/null

work=$(mktemp -d)
trap 'kill $(cat "$work"/*.pid 2>/dev/null) 2>/dev/null; wait; rm -rf "$work"' EXIT
./certs/make-dev-certs.sh "$work/certs" gateway nordby-sygehus laegehuset-vestergade fysioterapi-havnegade testby-kommune naboby-kommune

"$build/tests/bench/stafet-sinks" "$work/certs" "$work/ports" 2>"$work/sinks.log" &
echo $! >"$work/sinks.pid"
until [[ -f $work/ports && $(wc -l <"$work/ports") -eq 3 ]]; do sleep 0.02; done
port() { awk -v who="$1" '$1 == who {print $2}' "$work/ports"; }
read -r listen health < <(python3 -c 'import socket; s = [socket.create_server(("127.0.0.1", 0)) for _ in "12"]; print(*("127.0.0.1:%d" % x.getsockname()[1] for x in s))')
export STAFET_LISTEN=$listen STAFET_HEALTH=$health STAFET_CERTS=$work/certs STAFET_STATE=$work/state STAFET_CONFIG=routes/examples/demo.yaml
export STAFET_HOSPITAL_URL="https://localhost:$(port nordby-sygehus)/fhir/\$process-message"
export STAFET_PRACTICE_URL="https://localhost:$(port laegehuset-vestergade)/medcom"
export STAFET_MUNICIPALITY_URL="https://localhost:$(port testby-sygepleje)"

started=$(date +%s%N)
"$build/gateway/app/stafet" run 2>"$work/gateway.log" &
gateway=$!
echo $gateway >"$work/gateway.pid"
until curl -fs -o /dev/null "http://$health/health/ready"; do
    [[ -d /proc/$gateway ]] || { tail -n 20 "$work/gateway.log" >&2; exit 1; }
    sleep 0.005
done
ready_ms=$((($(date +%s%N) - started) / 1000000))
memory_mb() { awk "/^$1:/ {printf \"%.0f\", \$2 / 1024}" "/proc/$gateway/status"; }
sleep 1
idle_mb=$(memory_mb VmRSS)

run=0
load() { # name, arguments...: $runs times; the results go to a file, one JSON object a line
    local name=$1
    shift
    for _ in $(seq "$runs"); do
        run=$((run + 1))
        "$build/tests/bench/stafet-load" --gateway "https://$listen" --health "http://$health" --certs "$work/certs" --run "$run" "$@" >>"$work/$name.json"
    done
}
load "8 KB, 16 connections" --connections 16 --count 30000
load "8 KB, 64 connections" --connections 64 --count 30000
load_mb=$(memory_mb VmHWM)
load "1 MB, 4 connections" --connections 4 --count 200 --bytes 1048576

python3 - "$work" <<'END'
import glob, json, os, statistics, sys

print(f"{'load':24} {'accepted/s':>11} {'acknowledged/s':>15} {'p50 ms':>8} {'p99 ms':>8}")
for path in sorted(glob.glob(sys.argv[1] + "/* connections.json"), key=os.path.getmtime):
    results = [json.loads(line) for line in open(path)]
    median = {key: statistics.median(result[key] for result in results) for key in results[0]}
    print(f"{os.path.basename(path)[:-5]:24} {median['acceptedPerSecond']:11.0f} {median['acknowledgedPerSecond']:15.0f} {median['p50']:8.2f} {median['p99']:8.2f}")
END
printf '%-24s %s ms\n%-24s %s MB\n%-24s %s MB\n' "start to ready" "$ready_ms" "memory, idle" "$idle_mb" "memory, peak at 8 KB" "$load_mb"
