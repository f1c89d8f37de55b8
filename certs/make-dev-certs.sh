#!/bin/sh
# Makes a development authority and one server/client certificate per name. For development and tests only: certs/README.md says
# how a real site does it.
#
#   certs/make-dev-certs.sh OUTDIR NAME...
#
# OUTDIR/ca.pem             the authority's certificate
# OUTDIR/NAME.pem           certificate for localhost, 127.0.0.1, ::1 and NAME, for both ends of a connection
# OUTDIR/NAME.key           its private key, mode 0600
# OUTDIR/NAME.sha256        SHA-256 of the certificate (DER, lower-case hex): what the partner registry names
#
# DAYS (default 825) says how long they last. Existing files are kept, so that a second run only adds names.
set -eu
[ $# -ge 2 ] || { echo "usage: $0 OUTDIR NAME..." >&2; exit 64; }
out=$1
shift
days=${DAYS:-825}
umask 077
mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }

if [ ! -f "$out/ca.pem" ]; then
    new_key "$out/ca.key"
    openssl req -x509 -new -key "$out/ca.key" -sha256 -days "$days" -subj "/O=Stafet development/CN=Stafet development authority" \
        -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign -out "$out/ca.pem"
fi

for name in "$@"; do
    case $name in
    *[!a-z0-9-]* | '' | ca) echo "$0: a name holds a-z, 0-9 and hyphens and is not 'ca': $name" >&2; exit 64 ;;
    esac
    [ -f "$out/$name.pem" ] && continue
    new_key "$out/$name.key"
    cat > "$work/extensions" <<END
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=DNS:localhost,DNS:$name,IP:127.0.0.1,IP:::1
END
    openssl req -new -key "$out/$name.key" -subj "/O=Stafet development/CN=$name" -out "$work/request"
    openssl x509 -req -in "$work/request" -CA "$out/ca.pem" -CAkey "$out/ca.key" -set_serial "0x$(openssl rand -hex 16)" -sha256 -days "$days" \
        -extfile "$work/extensions" -out "$work/certificate" 2> "$work/log" || { cat "$work/log" >&2; exit 1; }
    mv "$work/certificate" "$out/$name.pem"
    openssl x509 -in "$out/$name.pem" -outform DER | sha256sum | cut -d' ' -f1 > "$out/$name.sha256"
done
