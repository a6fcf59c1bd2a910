#!/bin/sh
# Makes chains.json: certificate chains that are wrong in one way each, seen from 2026-11-24. Needs OpenSSL 3 and Node.
# The keys are thrown away; running it again gives other keys and signatures and the same faults.
set -eu
out="$(cd "$(dirname "$0")" && pwd)/chains.json"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir db
: > db/index.txt

ec() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
rsa() { openssl genrsa -out "$1.key" "$2" 2> /dev/null; }
for name in root inter other leaf; do ec "$name"; done
rsa rsa2048 2048
rsa rsa1024 1024
rsa rsa768 768

cat > ca.cnf << 'CONF'
[ca]
default_ca = all
[all]
new_certs_dir = db
database = db/index.txt
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
email_in_dn = no
[any]
commonName = optional
organizationName = optional
[root]
basicConstraints = critical,CA:TRUE
subjectKeyIdentifier = hash
[inter]
basicConstraints = critical,CA:TRUE,pathlen:0
subjectKeyIdentifier = hash
[leaf]
extendedKeyUsage = serverAuth
subjectAltName = DNS:mx1.example.lab
[aia]
extendedKeyUsage = serverAuth
subjectAltName = DNS:mx1.example.lab
authorityInfoAccess = caIssuers;URI:http://issuer.example/e5.der
[wrong]
extendedKeyUsage = serverAuth
subjectAltName = DNS:www.example.lab
[both]
extendedKeyUsage = serverAuth
subjectAltName = DNS:mx1.example.lab,DNS:mx2.example.lab
[bare]
extendedKeyUsage = serverAuth
[client]
extendedKeyUsage = clientAuth
subjectAltName = DNS:mx1.example.lab
[staple]
extendedKeyUsage = serverAuth
subjectAltName = DNS:mx1.example.lab
1.3.6.1.5.5.7.1.24 = DER:30:03:02:01:05
CONF

# sign OUT KEY SUBJECT SECTION FROM TO ISSUER [DIGEST]: ISSUER is "self" or the name of a certificate
sign() {
  openssl req -new -utf8 -key "$2.key" -subj "$3" -out request.pem
  if [ "$7" = self ]; then by="-selfsign -keyfile $2.key"; else by="-cert $7.pem -keyfile $7.key"; fi
  # shellcheck disable=SC2086
  openssl ca -batch -notext -utf8 -config ca.cnf -md "${8:-sha256}" -in request.pem -extensions "$4" \
    -startdate "$5" -enddate "$6" $by -out "$1.pem" 2> /dev/null
}

from=20261025000000Z
to=20270123000000Z
cn=/CN=mx1.example.lab
sign root root '/O=Example Trust/CN=Example Root R1' root 20200101000000Z 20400101000000Z self
sign inter inter '/O=Example Trust/CN=Example E5' inter 20240101000000Z 20300101000000Z root
sign other other '/O=Somebody Else/CN=Unrelated' root 20240101000000Z 20300101000000Z self
sign good leaf $cn leaf $from $to inter
sign rsa rsa2048 $cn leaf $from $to inter
sign expired leaf $cn leaf 20260814000000Z 20261112000000Z inter
sign early leaf $cn leaf 20270101000000Z 20270401000000Z inter
sign soon5 leaf $cn leaf 20260831000000Z 20261129120000Z inter
sign soon25 leaf $cn leaf 20260920000000Z 20261219120000Z inter
sign short leaf $cn leaf 20261122000000Z 20261128000000Z inter
sign wrong leaf /CN=www.example.lab wrong $from $to inter
sign both leaf $cn both $from $to inter
sign bare leaf $cn bare $from $to inter
sign client leaf $cn client $from $to inter
sign long leaf $cn leaf 20261001000000Z 20271101000000Z inter
sign staple leaf $cn staple $from $to inter
sign self leaf $cn leaf $from $to self
sign rsa1024 rsa1024 $cn leaf $from $to inter
sign rsa768 rsa768 $cn leaf $from $to inter
sign sha1 leaf $cn leaf $from $to inter sha1
sign alone leaf $cn aia $from $to inter
sign private leaf $cn leaf $from $to root
esc="$(printf '\033]0;owned\007\033[31m')"
bidi="$(printf '\342\200\256')"
sign hostile leaf "/CN=<script>alert(1)<\\/script>$esc${bidi}txt.exe" wrong $from $to inter

cat > join.mjs << 'JOIN'
import { readFileSync, writeFileSync } from 'node:fs'
const der = (name) => readFileSync(`${name}.pem`, 'utf8').replace(/-----[^-]+-----|\s/g, '')
const chain = (keyType, ...names) => ({ keyType, certificates: names.map(der) })
const ec = (name) => chain('ec', name, 'inter')
const plain = ['good', 'expired', 'early', 'soon5', 'soon25', 'short', 'wrong', 'both', 'bare', 'client', 'long', 'staple', 'sha1', 'hostile']
const chains = {
  ...Object.fromEntries(plain.map((name) => [name, ec(name)])),
  rsa: chain('rsa', 'rsa', 'inter'),
  rsa1024: chain('rsa', 'rsa1024', 'inter'),
  rsa768: chain('rsa', 'rsa768', 'inter'),
  self: chain('ec', 'self'),
  alone: chain('ec', 'alone'),
  private: chain('ec', 'private'),
  mixed: chain('ec', 'good', 'root', 'inter'),
  extra: chain('ec', 'good', 'inter', 'other', 'inter'),
}
writeFileSync(process.argv[2], `${JSON.stringify(chains, null, 1)}\n`)
JOIN
node join.mjs "$out"
