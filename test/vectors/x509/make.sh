#!/bin/sh
# Writes the certificates of this folder anew with OpenSSL 3. Their keys are thrown away; the bytes differ each time, and
# so the fingerprints in the tests are computed, not copied.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
cd "$keys"

# key NAME OPENSSL-GENPKEY-OPTIONS...
key() { name=$1; shift; openssl genpkey -quiet "$@" -out "$name.key" 2>/dev/null || openssl genpkey "$@" -out "$name.key" 2>/dev/null; }

# self NAME SUBJECT REQ-OPTIONS...: a self-signed certificate for NAME.key
self() { name=$1; subject=$2; shift 2; openssl req -x509 -new -key "$name.key" -subj "$subject" -days 3650 "$@" -out "$here/$name.pem"; }

# issue NAME ISSUER SUBJECT EXTENSIONS-FILE X509-OPTIONS...
issue() {
  name=$1; issuer=$2; subject=$3; extensions=$4; shift 4
  openssl req -new -utf8 -key "$name.key" -subj "$subject" -out "$name.csr"
  openssl x509 -req -in "$name.csr" -CA "$here/$issuer.pem" -CAkey "$issuer.key" -days 3650 -set_serial 0x0123456789abcdef \
    -extfile "$extensions" "$@" -out "$here/$name.pem" 2>/dev/null
}

cat > ca.ext <<'EXT'
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
EXT
cat > leaf.ext <<'EXT'
basicConstraints = critical, CA:false
subjectAltName = DNS:mx.example.org
authorityInfoAccess = caIssuers;URI:http://ca.example.org/intermediate.der
EXT
cat > rich.ext <<'EXT'
basicConstraints = CA:false
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth, 1.2.3.4
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:mx.example.org, DNS:*.Example.ORG, DNS:xn--bcher-kva.example, IP:192.0.2.7, IP:2001:db8::7, email:postmaster@example.org
authorityInfoAccess = OCSP;URI:http://ocsp.example.org/, caIssuers;URI:http://ca.example.org/ca.der
crlDistributionPoints = URI:http://crl.example.org/a.crl
tlsfeature = status_request
1.3.6.1.4.1.11129.2.4.2 = DER:04:0a:00:08:00:03:01:02:03:00:01:ff
1.3.6.1.4.1.99999.1 = critical, DER:05:00
EXT

for name in root intermediate leaf other rich ec256; do key "$name" -algorithm EC -pkeyopt ec_paramgen_curve:P-256; done
self root '/O=Test/CN=Root' -sha256
issue intermediate root '/O=Test/CN=Intermediate' ca.ext -sha256
issue leaf intermediate '/CN=mx.example.org' leaf.ext -sha256
self other '/O=Test/CN=Other' -sha256
issue rich intermediate '/C=NL/O=Bücher, Inc.\/ =<x>/CN=first/CN=mx.example.org' rich.ext -sha384

# Root's name and key, signed by another: what a cross-signed root looks like.
cp root.key cross.key
issue cross other '/O=Test/CN=Root' ca.ext -sha256
# Root's name, but not its key.
key impostor -algorithm EC -pkeyopt ec_paramgen_curve:P-256
self impostor '/O=Test/CN=Root' -sha256

self ec256 '/CN=ec256' -sha1
key ec384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384; self ec384 '/CN=ec384' -sha512
key brainpool -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP384r1; self brainpool '/CN=brainpool' -sha384
key explicit -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit; self explicit '/CN=explicit' -sha256
key rsa512 -algorithm RSA -pkeyopt rsa_keygen_bits:512; self rsa512 '/CN=rsa512' -md5
key rsa2047 -algorithm RSA -pkeyopt rsa_keygen_bits:2047; self rsa2047 '/CN=rsa2047' -sha256
key pss -algorithm RSA -pkeyopt rsa_keygen_bits:2048
self pss '/CN=pss' -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32
key psskey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048; self psskey '/CN=psskey' -sha512
key ed25519 -algorithm ED25519; self ed25519 '/CN=ed25519'
key ed448 -algorithm ED448; self ed448 '/CN=ed448'
openssl dsaparam -out dsa.param 1024 2>/dev/null
openssl gendsa -out dsa.key dsa.param 2>/dev/null; self dsa '/CN=dsa' -sha256

# A version 1 certificate with a BMPString, valid beyond 2050.
cat > bmp.cnf <<'CNF'
[req]
distinguished_name = name
string_mask = MASK:0x0802
prompt = no
utf8 = yes
[name]
O = Żółw
CN = version1
CNF
key version1 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
openssl req -new -key version1.key -config bmp.cnf -out version1.csr
openssl x509 -req -in version1.csr -signkey version1.key -days 20000 -out "$here/version1.pem" 2>/dev/null
