#!/bin/sh
# Writes responses.json anew: certificates and what `openssl ocsp` answers about them. Needs OpenSSL 3 and Node. The keys are
# thrown away; running it again gives other octets that say the same.
set -eu
out="$(cd "$(dirname "$0")" && pwd)/responses.json"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > extensions.cnf << 'CONF'
[authority]
basicConstraints = critical,CA:TRUE
subjectKeyIdentifier = hash
[leaf]
subjectAltName = DNS:mx.example.lab
[responder]
extendedKeyUsage = OCSPSigning
[plain]
extendedKeyUsage = serverAuth
CONF

key() { openssl genpkey -quiet "$@"  || openssl genpkey "$@" 2> /dev/null; }
ec() { key -algorithm EC -pkeyopt ec_paramgen_curve:P-256; }

# authority NAME: a self-signed CA whose key is NAME.key
authority() {
  openssl req -x509 -new -key "$1.key" -subj "/O=Example Trust/CN=$1" -days 3650 -config /dev/null \
    -addext 'basicConstraints = critical,CA:TRUE' -addext 'subjectKeyIdentifier = hash' -out "$1.pem"
}

# issue NAME ISSUER SECTION SERIAL
issue() {
  [ -f "$1.key" ] || ec > "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr" -config /dev/null
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -days 3650 -set_serial "$4" \
    -extfile extensions.cnf -extensions "$3" -out "$1.pem"
}

ec > ca.key; authority ca
ec > stranger.key; authority stranger
key -algorithm RSA -pkeyopt rsa_keygen_bits:2048 > rsaca.key; authority rsaca
key -algorithm ED25519 > edca.key; authority edca
issue leaf ca leaf 0x0123456789abcdef
issue high ca leaf 0x00f0e0d0c0b0a09080
issue rsaleaf rsaca leaf 0x1111
issue edleaf edca leaf 0x2222
issue responder ca responder 0x3333
issue impostor stranger responder 0x4444
issue usurper ca plain 0x5555

# index STATUS SERIAL [REVOKED[,REASON]]: one line of OpenSSL's database
index() { printf '%s\t491231235959Z\t%s\t%s\tunknown\t/CN=any\n' "$1" "${3:-}" "$2" >> index.txt; }

# respond NAME ISSUER CERTIFICATE SIGNER OPTIONS...: with the index that is there
respond() {
  name=$1; issuer=$2; certificate=$3; signer=$4; shift 4
  # shellcheck disable=SC2086
  openssl ocsp ${id} -issuer "$issuer.pem" -cert "$certificate.pem" -no_nonce -reqout request.der
  openssl ocsp -index index.txt -CA "$issuer.pem" -rsigner "$signer.pem" -rkey "$signer.key" -reqin request.der \
    -respout "$name.der" -ndays 7 "$@"
}

id=
SERIAL=0123456789ABCDEF
echo 'unique_subject = no' > index.txt.attr
: > index.txt; index V $SERIAL; index V F0E0D0C0B0A09080; index V 1111; index V 2222
respond good ca leaf ca
respond byKey ca leaf ca -resp_key_id
respond highSerial ca high ca
respond bare ca leaf ca -resp_no_certs
respond delegated ca leaf responder
respond delegatedByKey ca leaf responder -resp_key_id
respond delegatedBare ca leaf responder -resp_no_certs
respond impostor ca leaf impostor
respond usurper ca leaf usurper
respond stranger ca leaf stranger
respond sha1Signature ca leaf ca -rmd sha1
respond rsa rsaca rsaleaf rsaca
respond pss rsaca rsaleaf rsaca -rsigopt rsa_padding_mode:pss -rsigopt rsa_pss_saltlen:32
respond ed25519 edca edleaf edca
id=-sha256
respond sha256Id ca leaf ca
id=
: > index.txt; index R $SERIAL 261101120000Z
respond revoked ca leaf ca
: > index.txt; index R $SERIAL 261101120000Z,keyCompromise
respond compromised ca leaf ca
respond compromisedDelegated ca leaf responder -resp_key_id
: > index.txt; index R $SERIAL 261101120000Z,holdInstruction,1.2.840.10040.2.1
respond held ca leaf ca
: > index.txt
respond unknown ca leaf ca

# One response about two certificates.
index V $SERIAL; index R 1111 261101120000Z,superseded
openssl ocsp -issuer ca.pem -serial 0x1111 -cert leaf.pem -no_nonce -reqout request.der
openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin request.der -respout two.der -nmin 60
# The responder repeats the client's nonce as an extension.
openssl ocsp -issuer ca.pem -cert leaf.pem -reqout request.der
openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin request.der -respout nonce.der -ndays 7
# Without a next update.
openssl ocsp -issuer ca.pem -cert leaf.pem -no_nonce -reqout request.der
openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin request.der -respout endless.der

cat > join.mjs << 'JOIN'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
const files = (end) => readdirSync('.').filter((name) => name.endsWith(end) && name !== `request${end}`).sort()
const named = (end, value) => Object.fromEntries(files(end).map((name) => [name.slice(0, -end.length), value(name)]))
const certificates = named('.pem', (name) => readFileSync(name, 'utf8').replace(/-----[^-]+-----|\s/g, ''))
const responses = named('.der', (name) => readFileSync(name).toString('base64'))
const at = new Date().toISOString()
const by = execFileSync('openssl', ['version'], { encoding: 'utf8' }).trim()
writeFileSync(process.argv[2], `${JSON.stringify({ by, at, certificates, responses }, null, 1)}\n`)
JOIN
node join.mjs "$out"
