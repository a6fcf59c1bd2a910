import { type Term, term } from './term.ts'

/** Terms of TLS and of certificates. */
export const TLS_TERMS: readonly Term[] = [
  term(
    'AEAD',
    'Encryption and protection against changes in one step, such as AES-GCM and ChaCha20-Poly1305. All suites of TLS 1.3 work so.',
    {
      also: ['authenticated encryption', 'GCM', 'ChaCha20-Poly1305'],
      see: ['CBC', 'cipher suite'],
      source: ['RFC 5246 section 6.2.3.3', 'RFC 8446 section 5.2'],
    },
  ),
  term(
    'alert',
    'The message with which one side of TLS tells why it gives up, such as handshake_failure or unrecognized_name.',
    { see: ['handshake'], source: ['RFC 8446 section 6'] },
  ),
  term(
    'anonymous suite',
    'A suite without any certificate: the connection is encrypted, but to whom is anybody’s guess. Postfix offers them on port 25, where most senders check nothing anyway.',
    {
      also: ['aNULL', 'ADH', 'AECDH'],
      see: ['cipher suite', 'opportunistic TLS'],
      source: ['RFC 5246 appendix F.1.1.1', 'RFC 7672 section 8.2'],
    },
  ),
  term(
    'CAA',
    'A DNS record that says which authorities may issue certificates for a domain. Authorities have to look at it; clients do not.',
    { also: ['certification authority authorization'], see: ['certificate authority'], source: ['RFC 8659'] },
  ),
  term(
    'CBC',
    'A way to use a block cipher that needs a separate check against changes. In TLS the two steps come in the wrong order, which has been attacked again and again (Lucky 13, POODLE, BEAST).',
    {
      also: ['cipher block chaining'],
      see: ['AEAD', 'encrypt-then-MAC'],
      source: ['RFC 5246 section 6.2.3.2', 'RFC 9325 section 4.2'],
    },
  ),
  term(
    'certificate',
    'A statement, signed by an authority or by the owner, that a key belongs to a name, with a first and a last day.',
    { also: ['X.509 certificate'], see: ['SAN', 'certificate chain', 'certificate authority'], source: ['RFC 5280'] },
  ),
  term(
    'certificate authority',
    'Who signs certificates. Clients trust a list of public authorities, any of which can vouch for any name.',
    { also: ['CA', 'issuer'], see: ['certificate chain', 'trust anchor', 'CAA'], source: ['RFC 5280 section 3'] },
  ),
  term(
    'certificate chain',
    'The certificates that a server sends: its own first, then each one that signed the one before it. The root need not be sent. Where a link is missing, senders that validate may not find the way.',
    {
      also: ['intermediate certificate', 'fullchain'],
      see: ['certificate', 'certificate authority'],
      source: ['RFC 8446 section 4.4.2', 'RFC 5280 section 6'],
    },
  ),
  term(
    'certificate transparency',
    'Public logs of issued certificates. They do not keep a wrong one from being issued, but let the owner of the name find out.',
    { also: ['CT', 'SCT'], see: ['certificate authority'], source: ['RFC 6962'] },
  ),
  term(
    'cipher suite',
    'The set of algorithms of a connection. Up to TLS 1.2 its name tells key exchange, signature, cipher and hash, as in ECDHE-RSA-AES256-GCM-SHA384; in TLS 1.3 only cipher and hash.',
    {
      also: ['suite', 'cipher'],
      see: ['key exchange', 'AEAD'],
      source: ['RFC 5246 section 7.4.1.2', 'RFC 8446 appendix B.4'],
    },
  ),
  term(
    'ClientHello',
    'The first message of TLS: what the client can do, and the name of the server it wants. The server’s choice tells what it accepts, which is how this program finds out.',
    { also: ['hello'], see: ['handshake', 'ServerHello', 'SNI'], source: ['RFC 8446 section 4.1.2'] },
  ),
  term(
    'ServerHello',
    'The server’s answer to the first message: version, suite and, in TLS 1.3, group, each chosen from what the client offered.',
    { see: ['ClientHello', 'handshake'], source: ['RFC 8446 section 4.1.3'] },
  ),
  term(
    'compression',
    'Shortening of data before they are encrypted. The length then tells about the content; removed from TLS 1.3, and to be switched off before.',
    { also: ['CRIME', 'TLS compression'], source: ['RFC 3749', 'RFC 9325 section 3.3'] },
  ),
  term(
    'early data',
    'Data that a client sends together with its first message when it resumes a TLS 1.3 session. Who records them can send them again, so that mail servers should not take them.',
    {
      also: ['0-RTT', 'zero round trip'],
      see: ['session resumption'],
      source: ['RFC 8446 section 2.3', 'RFC 8446 section 8'],
    },
  ),
  term(
    'ECDHE',
    'Key exchange on an elliptic curve with fresh keys for each connection, which gives forward secrecy at little cost.',
    {
      also: ['elliptic curve Diffie-Hellman', 'EECDH'],
      see: ['forward secrecy', 'group', 'DHE'],
      source: ['RFC 8422'],
    },
  ),
  term(
    'DHE',
    'Key exchange with fresh keys in a finite field: forward secrecy as with ECDHE, but slower, and only as strong as the prime that the server brings.',
    {
      also: ['Diffie-Hellman', 'EDH', 'ephemeral Diffie-Hellman'],
      see: ['ECDHE', 'Logjam', 'forward secrecy'],
      source: ['RFC 5246 section 7.4.3', 'RFC 7919'],
    },
  ),
  term(
    'encrypt-then-MAC',
    'An extension by which CBC suites first encrypt and then protect against changes, the order in which attacks on the padding fail.',
    { see: ['CBC'], source: ['RFC 7366'] },
  ),
  term(
    'EXPORT',
    'Suites that were made weak on purpose for the export rules of the 1990s, with keys of 40 or 56 bits.',
    { also: ['export-grade'], see: ['FREAK', 'Logjam'], source: ['RFC 2246', 'RFC 9325 section 4.1'] },
  ),
  term(
    'extended master secret',
    'An extension that ties the keys of TLS 1.2 to the whole handshake, so that two connections never have the same ones.',
    { also: ['EMS'], see: ['handshake'], source: ['RFC 7627'] },
  ),
  term(
    'forward secrecy',
    'The property that recorded connections stay closed even to who gets hold of the server’s key later. Fresh keys for each connection (ECDHE, DHE) give it; static RSA does not.',
    { also: ['perfect forward secrecy', 'PFS'], see: ['ECDHE', 'static RSA'], source: ['RFC 9325 section 7.3'] },
  ),
  term(
    'FREAK',
    'An attack that makes a faulty client accept an export-grade RSA key of 512 bits, which is then factored.',
    { see: ['EXPORT'], source: ['CVE-2015-0204'] },
  ),
  term(
    'group',
    'The curve or finite field in which a key exchange computes, such as X25519, P-256 or ffdhe2048. In TLS 1.3 client and server agree on one by name.',
    {
      also: ['curve', 'supported groups', 'X25519', 'P-256'],
      see: ['ECDHE', 'post-quantum'],
      source: ['RFC 8446 section 4.2.7', 'RFC 7748', 'RFC 7919'],
    },
  ),
  term(
    'handshake',
    'The beginning of TLS: both sides agree on version, suite and keys, and the server shows its certificate. It takes two round trips in TLS 1.2 and one in TLS 1.3.',
    { see: ['ClientHello', 'ServerHello', 'round trip'], source: ['RFC 8446 section 2', 'RFC 5246 section 7.3'] },
  ),
  term(
    'Heartbleed',
    'A fault of OpenSSL 1.0.1 before 1.0.1g: the server sends up to 64 kilobytes of its memory to anyone who asks, keys and passwords among them.',
    { source: ['CVE-2014-0160', 'RFC 6520'] },
  ),
  term('key exchange', 'How both sides come to a common key that nobody who listens can compute.', {
    also: ['key agreement', 'kex'],
    see: ['ECDHE', 'DHE', 'static RSA', 'group'],
    source: ['RFC 5246 section 7.4.7', 'RFC 8446 section 2'],
  }),
  term(
    'Logjam',
    'Attacks on short Diffie-Hellman primes: of 512 bits by anyone, of 1024 bits and used by millions of servers by a state.',
    { see: ['DHE', 'EXPORT'], source: ['CVE-2015-4000', 'RFC 7919'] },
  ),
  term(
    'must-staple',
    'A mark in a certificate by which its owner promises that the server always sends a fresh proof that it is not revoked.',
    { also: ['TLS feature'], see: ['OCSP'], source: ['RFC 7633'] },
  ),
  term(
    'OCSP',
    'A way to ask an authority whether a certificate was revoked. When the server sends the authority’s answer along, that is called stapling.',
    { also: ['OCSP stapling', 'revocation'], see: ['must-staple'], source: ['RFC 6960', 'RFC 6066 section 8'] },
  ),
  term(
    'PKIX',
    'Trust in certificates by way of public authorities, as browsers have it: a chain to a trusted root, a matching name, a date in range.',
    { also: ['WebPKI'], see: ['certificate authority', 'DANE'], source: ['RFC 5280', 'RFC 9525'] },
  ),
  term(
    'POODLE',
    'An attack on the padding of CBC suites in SSL 3.0, which opens a byte of a secret in some hundred tries.',
    { see: ['CBC'], source: ['CVE-2014-3566', 'RFC 7568'] },
  ),
  term(
    'DROWN',
    'An attack that uses a server with SSL 2.0 to open TLS connections to any server with the same RSA key.',
    { source: ['CVE-2016-0800', 'RFC 6176'] },
  ),
  term(
    'ROBOT',
    'Servers that react differently to well and badly formed RSA messages, and so decrypt, bit by bit, what they should not.',
    { also: ['Bleichenbacher'], see: ['static RSA'], source: ['CVE-2017-13099', 'RFC 5246 section 7.4.7.1'] },
  ),
  term(
    'SWEET32',
    'Ciphers with blocks of 64 bits, such as 3DES, leak content once some tens of gigabytes were sent under one key.',
    { also: ['3DES', 'triple DES'], source: ['CVE-2016-2183'] },
  ),
  term(
    'BEAST',
    'An attack on TLS 1.0 and SSL 3.0, whose CBC suites begin each record with something that the attacker has seen already.',
    { see: ['CBC'], source: ['CVE-2011-3389'] },
  ),
  term(
    'post-quantum',
    'Key exchange that is meant to resist a quantum computer. It is used as a hybrid: ML-KEM together with a curve, as in X25519MLKEM768, so that both would have to be broken.',
    {
      also: ['ML-KEM', 'X25519MLKEM768', 'hybrid'],
      see: ['group', 'key exchange'],
      source: ['RFC 8446 section 4.2.7'],
    },
  ),
  term('RC4', 'A stream cipher whose output is biased. It is forbidden in every version of TLS.', {
    see: ['cipher suite'],
    source: ['RFC 7465'],
  }),
  term(
    'renegotiation',
    'A second handshake within a connection of TLS 1.2 or older. Without the extension of RFC 5746 an attacker can put words in front of somebody else’s.',
    { also: ['secure renegotiation'], see: ['handshake'], source: ['RFC 5746', 'RFC 9325 section 3.5'] },
  ),
  term(
    'round trip',
    'The time a message takes to the other side and its answer back. Each one delays the mail, so that fewer are better.',
    { also: ['RTT', '1-RTT'], see: ['handshake', 'early data'] },
  ),
  term(
    'SAN',
    'The names for which a certificate is valid, in its extension subjectAltName. Since long only these count; the common name does not.',
    {
      also: ['subject alternative name', 'common name', 'CN'],
      see: ['certificate'],
      source: ['RFC 5280 section 4.2.1.6', 'RFC 9525'],
    },
  ),
  term(
    'self-signed',
    'A certificate that its owner signed. It encrypts as well as any other and proves nothing, except to senders that find its key in a TLSA record.',
    { see: ['DANE-EE', 'certificate authority'] },
  ),
  term(
    'session resumption',
    'Going on with the keys of an earlier connection, which saves a round trip and the costly part of the handshake.',
    {
      also: ['session ticket', 'resumption'],
      see: ['early data', 'handshake'],
      source: ['RFC 8446 section 2.2', 'RFC 5077'],
    },
  ),
  term(
    'SNI',
    'The name of the wanted server in the first message of TLS, so that a machine with many names can show the right certificate.',
    { also: ['server name indication'], see: ['ClientHello', 'certificate'], source: ['RFC 6066 section 3'] },
  ),
  term('SSL', 'The forerunner of TLS: SSL 2.0 and SSL 3.0, both forbidden. People who say SSL today mean TLS.', {
    also: ['Secure Sockets Layer', 'SSL 3.0', 'SSL 2.0'],
    see: ['TLS'],
    source: ['RFC 6176', 'RFC 7568'],
  }),
  term(
    'static RSA',
    'Key exchange in which the client sends the secret under the server’s RSA key. Who gets hold of that key later can read everything that was recorded.',
    {
      also: ['RSA key transport', 'kRSA'],
      see: ['forward secrecy', 'ROBOT'],
      source: ['RFC 5246 section 7.4.7.1', 'RFC 9325 section 4.1'],
    },
  ),
  term(
    'TLS',
    'The protocol that encrypts a connection, protects it against changes, and can prove who the server is. Versions 1.2 and 1.3 are in use.',
    { also: ['Transport Layer Security'], see: ['handshake', 'cipher suite', 'SSL'], source: ['RFC 8446', 'RFC 5246'] },
  ),
  term(
    'TLS_FALLBACK_SCSV',
    'A signal of clients that try again with an older version after a failure. A server that knows better then refuses, so that nobody in between can force old versions.',
    { also: ['fallback signal', 'fallback SCSV'], see: ['downgrade attack'], source: ['RFC 7507'] },
  ),
]
