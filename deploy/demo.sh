#!/bin/bash
# Shows Stafet at work: a hospital, a practice, a physiotherapist and two municipalities, each a program of its own, exchange real messages
# through a gateway over mutual TLS on this machine. Ends with the gateway still running.
#
#   deploy/demo.sh                 install what is missing, build, run the four flows, leave everything running
#   deploy/demo.sh stop            stop what an earlier demo left running
#   deploy/demo.sh --stop-after    stop everything at the end, and use any free port (for tests)
#   deploy/demo.sh --built DIR     use the programs of this build directory: install and build nothing
#
# Everything it writes is in run/demo (STAFET_DEMO_DIR), which each demo makes anew. The gateway listens on 127.0.0.1:8443, its health and
# metrics on 127.0.0.1:8480 (STAFET_LISTEN, STAFET_HEALTH).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

demo=${STAFET_DEMO_DIR:-run/demo}
build=""
stop_after=false
stop_only=false
while [[ $# -gt 0 ]]; do
    case $1 in
    stop) stop_only=true ;;
    --stop-after) stop_after=true ;;
    --built) build=$2 && shift ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2 && exit 64 ;;
    esac
    shift
done

declare -A sor=([fysioterapi-havnegade]=990010000000007 [nordby-sygehus]=990010000000001 [laegehuset-vestergade]=990010000000002 [testby-sygepleje]=990010000000004 [naboby-kommune]=990010000000006)
declare -A gln=([fysioterapi-havnegade]=5790009900078 [nordby-sygehus]=5790009900016 [laegehuset-vestergade]=5790009900023 [testby-sygepleje]=5790009900047 [naboby-kommune]=5790009900061)

heading() { if [[ -t 1 ]]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n== %s\n' "$*"; fi; }

fail() {
    tail -n 20 "$demo"/*.log >&2
    printf '\ndemo: %s\n' "$*" >&2
    exit 1
}

# Runs a command until it succeeds, at most 15 seconds.
wait_for() { # what, command...
    local what=$1
    shift
    for _ in {1..300}; do
        "$@" && return 0
        sleep 0.05
    done
    fail "waited too long for $what"
}

start() { # name, command...: in the background, where it survives this script; its output goes to a log
    local name=$1
    shift
    setsid "$@" >"$demo/$name.log" 2>&1 </dev/null &
    echo $! >"$demo/$name.pid"
}

# Stops what a demo started under this name, by the process id that it wrote down; the program's name is compared because ids are used again.
stop() { # name
    local file=$demo/$1.pid pid
    pid=$(<"$file")
    if grep -qs stafet "/proc/$pid/cmdline"; then
        kill -TERM "$pid" 2>/dev/null || true
        for _ in {1..200}; do if [[ -d /proc/$pid ]]; then sleep 0.05; else break; fi; done
    fi
    rm -f "$file"
}
stop_all() {
    local file
    for file in "$demo"/*.pid; do
        if [[ -f $file ]]; then stop "$(basename "$file" .pid)"; fi
    done
}

stafet() { "$build/gateway/app/stafet" "$@"; }

# The command that plays a party, in the array `player`. A sub-unit uses its organisation's certificate.
cast() { # name
    local files=$STAFET_CERTS/${1/testby-*/testby-kommune}
    player=("$build/deploy/demo/stafet-party" --name "$1" --sor "${sor[$1]}" --gln "${gln[$1]}" --gateway "https://$STAFET_LISTEN"
        --certificate "$files.pem" --key "$files.key" --authorities "$STAFET_CERTS/ca.pem")
}
act() { # name, arguments...: once, in the foreground
    cast "$1" && shift && "${player[@]}" "$@"
}
serve() { # name, arguments...: in the background; prints its port
    local name=$1
    cast "$name" && shift
    start "$name" "${player[@]}" serve --port-file "$demo/$name.port" "$@"
    wait_for "the port of $name" test -s "$demo/$name.port"
    wait_for "$name" grep -qs listens "$demo/$name.log"
}
address() { echo "https://localhost:$(<"$demo/$1.port")"; }

# What a trace shows as under way: legs without the receiver's answer, and answers that their sender does not hold yet.
unsettled() { stafet trace "$1" | grep -E '^ +(-> |passed on to [a-z])' | grep -vE '\[(acknowledged|rejected|dead)\]|passed on to .*\[delivered\]|passed on to nobody'; }
settled() { stafet trace "$1" >/dev/null 2>&1 && ! unsettled "$1" >/dev/null; }

# What the serving parties printed since they were asked last.
declare -A shown=()
parties_saw() {
    local party lines
    for party in nordby-sygehus laegehuset-vestergade fysioterapi-havnegade testby-sygepleje; do
        lines=$(wc -l <"$demo/$party.log")
        sed -n "$((${shown[$party]:-0} + 1)),${lines}p" "$demo/$party.log"
        shown[$party]=$lines
    done
}
story() { # message id: what the parties saw of it and its trace, once every receiver has answered and the sender holds the answers
    wait_for "the acknowledgements of $1" settled "$1"
    parties_saw
    echo
    echo "\$ stafet trace $1"
    stafet trace "$1"
}

if $stop_only; then
    stop_all
    exit 0
fi

if [[ -z $build ]]; then
    heading "Building (the first time takes some minutes)"
    ./deploy/install-packages.sh
    build=build/release
    cmake --preset release >/dev/null
    cmake --build --preset release --target stafet stafet-party -j "$(nproc)"
fi

stop_all
rm -rf "$demo"
mkdir -p "$demo"
trap 'status=$?; if $stop_after || [[ $status -ne 0 ]]; then stop_all; fi' EXIT

export STAFET_LISTEN=${STAFET_LISTEN:-127.0.0.1:8443} STAFET_HEALTH=${STAFET_HEALTH:-127.0.0.1:8480}
if $stop_after; then
    # Two ports that nothing uses now.
    read -r port health_port < <(python3 -c 'import socket; s = [socket.create_server(("127.0.0.1", 0)) for _ in "12"]; print(*(x.getsockname()[1] for x in s))')
    STAFET_LISTEN=127.0.0.1:$port STAFET_HEALTH=127.0.0.1:$health_port
fi
export STAFET_CERTS=$demo/certs STAFET_STATE=$demo/state STAFET_CONFIG=routes/examples/demo.yaml

heading "Certificates, parties and gateway"
echo "certificates for everybody in $STAFET_CERTS, from an authority made for this demo"
./certs/make-dev-certs.sh "$STAFET_CERTS" gateway nordby-sygehus laegehuset-vestergade fysioterapi-havnegade testby-kommune naboby-kommune
serve nordby-sygehus
serve laegehuset-vestergade
serve fysioterapi-havnegade --show-text
serve testby-sygepleje
STAFET_HOSPITAL_URL="$(address nordby-sygehus)/fhir/\$process-message"
STAFET_PRACTICE_URL="$(address laegehuset-vestergade)/medcom"
STAFET_MUNICIPALITY_URL="$(address testby-sygepleje)"
STAFET_PHYSIOTHERAPY_URL="$(address fysioterapi-havnegade)/medcom"
export STAFET_HOSPITAL_URL STAFET_PRACTICE_URL STAFET_PHYSIOTHERAPY_URL STAFET_MUNICIPALITY_URL
stafet check "$STAFET_CONFIG"
start gateway "$build/gateway/app/stafet" run
gateway_ready() {
    [[ -d /proc/$(<"$demo/gateway.pid") ]] || fail "the gateway did not start; does another program use $STAFET_LISTEN or $STAFET_HEALTH?"
    curl -fs -o /dev/null "http://$STAFET_HEALTH/health/ready"
}
wait_for "the gateway" gateway_ready
echo "the gateway is ready at https://$STAFET_LISTEN, health and metrics at http://$STAFET_HEALTH"

message_id() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["entry"][0]["resource"]["id"])' "$1"; }

heading "Flow 1. Discharge: the hospital's epicrisis reaches the practice as XDIS01 and the municipality as HospitalNotification"
epicrisis=tests/golden/bundles/epicrisis.json
act nordby-sygehus send "$epicrisis"
story "$(message_id "$epicrisis")"

heading "Flow 2. Referral: the practice's XREF15 becomes FHIR; one municipality subscribes, the other has a mailbox"
act testby-sygepleje subscribe "Bundle?message.event=referral" "$(address testby-sygepleje)/inbox"
referral=deploy/demo/messages/referral.xml
act laegehuset-vestergade send "$referral" --to /medcom --wrap-for 5790009900030
story DEMOBRV0000001
# The same letter to the neighbour, which reads its mailbox when it likes.
sed -e 's/0000001</0000002</; s/5790009900030/5790009900061/; s/>411</>998</; s/Testby Kommune/Naboby Kommune/' "$referral" >"$demo/referral-naboby.xml"
act laegehuset-vestergade send "$demo/referral-naboby.xml" --to /medcom --wrap-for 5790009900061
act naboby-kommune collect
story DEMOBRV0000002

heading "Flow 3. Plan update: everybody on the care team but the author gets it; the physiotherapist reads letters only and gets XDIS91"
plan=tests/golden/bundles/plan-update.json
act laegehuset-vestergade send "$plan"
story "$(message_id "$plan")"

heading "Flow 4. Refusal: the practice does not know the patient; its XCTL02 reaches the municipality as a fatal-error"
stop laegehuset-vestergade
serve laegehuset-vestergade --port "$(<"$demo/laegehuset-vestergade.port")" --refuse "Patienten er ikke tilmeldt praksis"
shown[laegehuset-vestergade]=0
letter=tests/golden/bundles/correspondence.json
act testby-sygepleje send "$letter"
story "$(message_id "$letter")"

if grep '"level":"error"' "$demo/gateway.log"; then fail "the gateway reported errors"; fi

$stop_after && exit 0
stop laegehuset-vestergade
serve laegehuset-vestergade --port "$(<"$demo/laegehuset-vestergade.port")"
heading "The gateway still runs. Try:"
cat <<END
  export STAFET_CONFIG=$STAFET_CONFIG STAFET_STATE=$STAFET_STATE STAFET_CERTS=$STAFET_CERTS
  $build/gateway/app/stafet trace $(message_id "$epicrisis")
  $build/gateway/app/stafet trace --json $(message_id "$plan")
  $build/gateway/app/stafet explain $plan
  $build/gateway/app/stafet convert --to XDIS01 $epicrisis
  $build/gateway/app/stafet dead-letters
  $build/gateway/app/stafet drill crash --kills 5
  curl -s http://$STAFET_HEALTH/metrics
  deploy/demo.sh stop
END
