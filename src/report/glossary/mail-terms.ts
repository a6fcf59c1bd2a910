import { type Term, term } from './term.ts'

/** Terms of mail, of DNS, and of what protects mail between servers. */
export const MAIL_TERMS: readonly Term[] = [
  term(
    '454',
    'The reply with which a server says that TLS cannot be had for the moment. Who stands on the path can forge it; an opportunistic sender then goes on in clear.',
    { also: ['454 TLS not available'], see: ['STRIPTLS', 'opportunistic TLS'], source: ['RFC 3207 section 4'] },
  ),
  term(
    'A+',
    'The best grade: nothing above information was found, and DANE or an enforced MTA-STS policy keeps anyone on the path from switching the encryption off.',
    { see: ['grade'] },
  ),
  term(
    'coverage',
    'The share of the questions of an audit that were answered. What was not answered lowers no score, but a grade with open questions is marked as provisional.',
    { see: ['grade', 'unknown'] },
  ),
  term(
    'DANE',
    'A way to say in the DNS which key or certificate a server has. For mail, a domain that publishes such records in a signed zone tells every sender that knows DANE to deliver only over TLS, and only to the server with that key. No certificate authority is needed.',
    {
      also: ['DNS-Based Authentication of Named Entities', 'DANE for SMTP'],
      see: ['TLSA', 'DNSSEC', 'DANE-EE', 'DANE-TA'],
      source: ['RFC 7672', 'RFC 6698'],
    },
  ),
  term(
    'DANE-EE',
    'The usage 3 of a TLSA record: the record names the server’s own key or certificate. Name, expiry and issuer do not count then; the match is all.',
    {
      also: ['usage 3', '3 1 1'],
      see: ['TLSA', 'DANE-TA'],
      source: ['RFC 7671 section 5.1', 'RFC 7672 section 3.1.1'],
    },
  ),
  term(
    'DANE-TA',
    'The usage 2 of a TLSA record: the record names an authority that must stand in the chain which the server sends. Name and expiry count. The authority’s certificate has to be sent, even where it is a root.',
    {
      also: ['usage 2', '2 1 1', 'trust anchor assertion'],
      see: ['TLSA', 'DANE-EE'],
      source: ['RFC 7671 section 5.2', 'RFC 7672 section 3.1.2'],
    },
  ),
  term(
    'DNSSEC',
    'Signatures over the records of the DNS, chained from the root down, by which a resolver can prove that an answer is what the zone’s owner published, or that a name does not exist. It hides nothing; it makes forgery visible.',
    { also: ['DNS Security Extensions'], see: ['trust anchor', 'bogus', 'DANE'], source: ['RFC 4033'] },
  ),
  term(
    'bogus',
    'What DNSSEC calls an answer that should be signed and whose signatures do not prove it: expired, missing, wrong, or forged. It is not to be used, which is different from an unsigned answer.',
    { see: ['DNSSEC', 'insecure'], source: ['RFC 4033 section 5'] },
  ),
  term(
    'insecure',
    'What DNSSEC calls an answer from a zone that is provably not signed. The answer may be right or forged; nobody can tell. DANE does not apply.',
    { also: ['unsigned'], see: ['DNSSEC', 'bogus'], source: ['RFC 4033 section 5'] },
  ),
  term(
    'downgrade attack',
    'An attack that makes two sides use something weaker than both could: no encryption in place of TLS, or an old version in place of a new one. It works where the choice is made before anything is authenticated.',
    {
      also: ['downgrade'],
      see: ['STRIPTLS', 'MTA-STS', 'DANE', 'TLS_FALLBACK_SCSV'],
      source: ['RFC 7435', 'RFC 8461 section 1'],
    },
  ),
  term(
    'EHLO',
    'The command with which a mail client introduces itself. The reply lists what the server can do, STARTTLS among it. Inside TLS it is said again, since the first list could have been forged.',
    { also: ['HELO', 'extended hello'], see: ['STARTTLS'], source: ['RFC 5321 section 4.1.1.1'] },
  ),
  term(
    'explicit TLS',
    'TLS that starts on a connection already in use, after a command such as STARTTLS. What was said before was in clear, and could be changed.',
    { also: ['STARTTLS mode'], see: ['implicit TLS', 'STARTTLS'], source: ['RFC 3207'] },
  ),
  term(
    'grade',
    'A school grade from A+ to F for an address, an exchanger or a domain. The score begins at 100 and loses points for each finding; one critical finding makes it F, a high one no better than C. A domain is as good as its worst server, since an attacker picks that one.',
    { also: ['score'], see: ['severity', 'coverage', 'A+'] },
  ),
  term(
    'implicit TLS',
    'TLS from the first byte of the connection, so that there is nothing to strip. Mail programs use it on port 465. Between mail servers it does not exist.',
    { also: ['SMTPS', 'port 465', 'submissions'], see: ['explicit TLS', 'submission'], source: ['RFC 8314 section 3'] },
  ),
  term(
    'MTA',
    'A mail server as a program: it takes messages, and passes them on to the next server or into a mailbox. Postfix, Exim, Exchange and Sendmail are such programs.',
    { also: ['message transfer agent', 'mail server'], see: ['MX'], source: ['RFC 5321 section 2.3'] },
  ),
  term(
    'MTA-STS',
    'A policy that a domain publishes over HTTPS: deliver to these exchangers only, over TLS, with a certificate from a public authority for their name. A sender that has fetched it once keeps to it for as long as it says. Whoever can block the first fetch is not stopped by it.',
    {
      also: ['SMTP MTA Strict Transport Security', 'STS'],
      see: ['TOFU', 'policy mode', 'max_age', 'DANE'],
      source: ['RFC 8461'],
    },
  ),
  term(
    'max_age',
    'How many seconds a sender keeps an MTA-STS policy after it has fetched it. A short time leaves gaps through which an attacker gets by; weeks are usual.',
    { see: ['MTA-STS', 'TOFU'], source: ['RFC 8461 section 3.2'] },
  ),
  term(
    'policy mode',
    'What an MTA-STS policy asks for: enforce (deliver securely or not at all), testing (deliver anyway, but report), none (no policy any more).',
    { also: ['enforce', 'testing'], see: ['MTA-STS', 'TLS-RPT'], source: ['RFC 8461 section 5'] },
  ),
  term(
    'MX',
    'The DNS record that names a server which takes mail for a domain, with a preference: the lowest number is tried first. A server so named is called an exchanger.',
    { also: ['mail exchanger', 'exchanger'], see: ['null MX', 'implicit MX'], source: ['RFC 5321 section 5.1'] },
  ),
  term('null MX', 'The MX record with the name “.”, by which a domain says that it takes no mail at all.', {
    see: ['MX'],
    source: ['RFC 7505'],
  }),
  term(
    'implicit MX',
    'Where a domain has no MX record, senders try the address of the domain itself. It works, but says nothing of what the owner meant.',
    { see: ['MX'], source: ['RFC 5321 section 5.1'] },
  ),
  term(
    'opportunistic TLS',
    'Encryption where it can be had, delivery in clear where it cannot, and no look at the certificate. It defeats who only listens, and nobody who interferes. Most mail between servers travels so.',
    {
      also: ['opportunistic security', 'security level may'],
      see: ['downgrade attack', 'MTA-STS', 'DANE'],
      source: ['RFC 7435', 'RFC 3207'],
    },
  ),
  term(
    'relay',
    'A server that passes mail on for others. One that does so for anybody is an open relay, and is soon used to send what nobody wants.',
    { also: ['open relay'], see: ['MTA'], source: ['RFC 5321 section 3.6'] },
  ),
  term(
    'REQUIRETLS',
    'A request that goes with a single message: pass it on over authenticated TLS only, or return it. Every server on the way has to know it.',
    { see: ['TLS-Required'], source: ['RFC 8689'] },
  ),
  term(
    'TLS-Required',
    'A header field with the value No, by which the author of a message says that its delivery matters more than its encryption, such as a report that TLS is broken.',
    { see: ['REQUIRETLS'], source: ['RFC 8689'] },
  ),
  term(
    'severity',
    'How much a finding matters: critical (mail is readable, forged or lost now), high (a practical attack, or senders that validate refuse), medium (deprecated), low (should be otherwise), info (neither good nor bad).',
    { see: ['grade'] },
  ),
  term(
    'STARTTLS',
    'The SMTP command that turns a plain connection into one with TLS. It is no encryption of its own and names no version of one; what comes out depends on both sides.',
    { see: ['explicit TLS', 'STRIPTLS', 'EHLO'], source: ['RFC 3207'] },
  ),
  term(
    'STRIPTLS',
    'Taking the offer of STARTTLS out of a server’s reply, or answering the command with a forged error, so that the sender goes on in clear. Whole networks have done it, some by a firewall that meant well.',
    {
      also: ['STARTTLS stripping', 'XXXXXXXA'],
      see: ['downgrade attack', '454', 'opportunistic TLS'],
      source: ['RFC 7672 section 1.3.1', 'RFC 8461 section 1'],
    },
  ),
  term(
    'STARTTLS injection',
    'A fault of servers and clients that keep what was sent in clear before TLS and act on it after. An attacker puts commands or replies in front of the encrypted conversation.',
    { also: ['command injection'], see: ['STARTTLS'], source: ['RFC 3207 section 6', 'CVE-2011-0411'] },
  ),
  term(
    'submission',
    'Handing a new message to one’s own server: the user logs in, on port 587 with STARTTLS or on 465 with TLS at once. It is another service than the delivery between servers on port 25.',
    { also: ['port 587'], see: ['implicit TLS'], source: ['RFC 8314'] },
  ),
  term(
    'TLS-RPT',
    'Daily reports from senders to a domain: how many connections were encrypted as the domain’s policy wants, and how many failed, and why. The domain asks for them by a TXT record.',
    { also: ['SMTP TLS Reporting', 'TLSRPT'], see: ['MTA-STS', 'DANE'], source: ['RFC 8460'] },
  ),
  term(
    'TLSA',
    'The DNS record of DANE, such as 3 1 1 and a hash: the usage (whose certificate is meant), the selector (whole certificate, or its key) and the matching type (in full, SHA-256, SHA-512). Its name holds port and protocol: _25._tcp.mx.example.com.',
    {
      also: ['TLSA record', 'selector', 'matching type'],
      see: ['DANE', 'DANE-EE', 'DANE-TA', 'rollover'],
      source: ['RFC 6698 section 2', 'RFC 7671'],
    },
  ),
  term(
    'rollover',
    'The change from one key to the next. With DANE the record of the new key has to be in the DNS before the server uses the key, for as long as old answers may live in caches; else mail is held back.',
    { also: ['key rollover'], see: ['TLSA', 'TTL'], source: ['RFC 7671 section 8'] },
  ),
  term(
    'TOFU',
    'Trust on first use: the first contact is believed, every later one has to match it. MTA-STS works so; an attacker who is there from the first contact on stays unseen.',
    { also: ['trust on first use', 'leap of faith'], see: ['MTA-STS'], source: ['RFC 8461 section 10'] },
  ),
  term(
    'trust anchor',
    'The key at which a chain of signatures may end: for DNSSEC that of the root zone, for certificates those of the authorities that one’s system trusts.',
    {
      also: ['root certificate', 'root key'],
      see: ['DNSSEC', 'certificate authority'],
      source: ['RFC 4033 section 2', 'RFC 5280 section 6.1'],
    },
  ),
  term('TTL', 'How many seconds a DNS answer may be kept. Until then a change may not be seen by everybody.', {
    also: ['time to live'],
    see: ['rollover'],
    source: ['RFC 1035', 'RFC 2181'],
  }),
  term(
    'unknown',
    'The third answer beside accepted and refused: it could not be found out, and the reason is told. It is never shown as fine, and never counted as a fault.',
    { see: ['coverage'] },
  ),
]
