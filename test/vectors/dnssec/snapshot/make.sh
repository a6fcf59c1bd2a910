#!/bin/sh
# Makes the snapshot: a tree of zones signed by BIND (dnssec-keygen, dnssec-signzone) and by ldns (ldns-keygen,
# ldns-signzone), so that our own signer and validator cannot share a bug. The signatures hold from 2020-01-01 to
# 2037-12-31; ldns compares times as 32-bit numbers and fails beyond. The keys are thrown away.
set -eu
out=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
FROM=20200101000000
UNTIL=20371231000000

content() {
  cat <<ZONE
\$TTL 3600
@ SOA ns hostmaster 1 7200 3600 1209600 300
@ NS ns
@ MX 10 mail
@ CAA 0 issue "ca.example"
ns A 192.0.2.53
mail A 192.0.2.25
mail AAAA 2001:db8::25
_25._tcp.mail TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
_mta-sts TXT "v=STSv1; id=1"
MixedCase MX 10 MAIL
alias CNAME mail
old DNAME other.lab.
*.wild A 192.0.2.1
a.ent.b A 192.0.2.2
unsigned NS ns.unsigned
ns.unsigned A 192.0.2.54
svc HTTPS 1 . alpn=h2
ZONE
}

# bind ZONE ALGORITHM [signzone options]
bind() {
  zone=$1; algorithm=$2; shift 2
  dnssec-keygen -q -a "$algorithm" -f KSK -n ZONE "$zone" > ksk
  dnssec-keygen -q -a "$algorithm" -n ZONE "$zone" > zsk
  cat "$(cat ksk).key" "$(cat zsk).key" >> "$zone.zone"
  dnssec-signzone -q -o "$zone" -s $FROM -e $UNTIL -O full -x "$@" -f "$zone.out" "$zone.zone" "$(cat ksk)" "$(cat zsk)"
  dnssec-dsfromkey -2 "$(cat ksk).key" > "$zone.ds"
}

# ldns ZONE ALGORITHM [signzone options]
ldns() {
  zone=$1; algorithm=$2; shift 2
  ksk=$(ldns-keygen -a "$algorithm" -k -b 2048 "$zone")
  zsk=$(ldns-keygen -a "$algorithm" -b 2048 "$zone")
  ldns-signzone -i $FROM -e $UNTIL -o "$zone" "$@" -f "$zone.out" "$zone.zone" "$ksk" "$zsk"
  ldns-key2ds -n -2 "$ksk.key" > "$zone.ds"
}

make() { content > "$2.zone"; "$@"; }

make bind bind-nsec.lab. ECDSAP256SHA256
make bind bind-nsec3.lab. ECDSAP384SHA384 -3 aabbccdd -H 10
make bind bind-optout.lab. RSASHA256 -3 - -H 0 -A
make bind bind-ed25519.lab. ED25519
make bind bind-ed448.lab. ED448 -3 - -H 0
make bind bind-rsasha1.lab. NSEC3RSASHA1 -3 0102 -H 1
make ldns ldns-nsec.lab. RSASHA512
make ldns ldns-nsec3.lab. ECDSAP256SHA256 -n -t 5 -s beef
make ldns ldns-optout.lab. RSASHA256 -n -p -t 1 -s 00
make ldns ldns-p384.lab. ECDSAP384SHA384

for zone in unsigned other; do
  content | grep -v -e DNAME -e unsigned > "$zone.lab..out"
done
{ printf '$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns\nns A 192.0.2.53\nunsigned NS ns.unsigned\nother NS ns.other\n'
  for ds in ./*.lab..ds; do zone=$(basename "$ds" .ds); printf '%s NS ns.%s\n' "$zone" "$zone"; cat "$ds"; done
} > lab..zone
bind lab. RSASHA256 -3 - -H 0
{ printf '$TTL 3600\n@ SOA ns hostmaster 1 7200 3600 1209600 300\n@ NS ns.\nns. A 192.0.2.53\nlab. NS ns.lab.\n'; cat lab..ds; } > ..zone
ldns . ECDSAP256SHA256

rm -f "$out"/*.zone "$out"/anchor.ds
for file in *.out; do
  zone=$(basename "$file" .out)
  cp "$file" "$out/${zone%.}.zone"
done
cp ..out "$out/root.zone"
cp ..ds "$out/anchor.ds"
