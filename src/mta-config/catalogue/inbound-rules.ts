import type { ConfigRule } from '../config-rule.ts'

/** Rules about mail that comes in. */
export const INBOUND_RULES: readonly ConfigRule[] = [
  {
    code: 'config-tls-off',
    severity: 'critical',
    software: ['postfix', 'exim', 'exchange'],
    title: 'The server does not offer STARTTLS',
    explain:
      'Every message to this server comes in clear: anyone on the path can read and change it, and needs no attack for that.',
    fix: 'Offer STARTTLS, with a certificate.',
    source: ['RFC 3207', 'RFC 7672 section 1.3'],
  },
  {
    code: 'config-tls-required-on-mx',
    severity: 'low',
    software: ['postfix', 'exchange'],
    title: 'A public mail exchanger refuses mail in clear',
    explain:
      'Some senders have no TLS, or none that still works with this server; their mail is lost. RFC 3207 forbids publicly referenced servers to require STARTTLS. Whoever wants to protect mail on its way in publishes MTA-STS or DANE: senders that can then keep to TLS by themselves.',
    fix: 'Offer TLS and let senders choose on port 25; require it on the ports where users log in.',
    source: ['RFC 3207 section 4', 'RFC 8461', 'RFC 7672'],
  },
  {
    code: 'config-certificate-missing',
    severity: 'high',
    software: ['postfix', 'exim'],
    title: 'TLS is on, but there is no certificate',
    explain:
      'Postfix then answers STARTTLS with a refusal, and senders go on in clear; Exim makes a certificate of its own that no sender can verify.',
    fix: 'Name a certificate with its chain, and its key.',
    source: ['Postfix: TLS_README', 'Exim: specification, chapter 43'],
  },
  {
    code: 'config-certificate-test',
    severity: 'medium',
    software: ['postfix', 'exim', 'exchange'],
    title: 'The certificate is one for trying out',
    explain:
      'The system made this certificate for itself when it was installed, or somebody did who has no authority. Senders that verify (MTA-STS, mail programs) refuse it, everybody else cannot tell it from an attacker’s, and hybrid mail with Microsoft 365 does not support it.',
    fix: 'Get a certificate for the name of the mail exchanger, for example from an ACME authority.',
    source: ['RFC 8461 section 4.2', 'Microsoft: Certificate requirements for hybrid deployments', 'this product'],
  },
  {
    code: 'config-certificate-expired',
    severity: 'high',
    cases: [{ severity: 'low', when: 'it ends within 30 days' }],
    software: ['exchange'],
    title: 'The certificate has expired, or soon will',
    explain: 'Senders that verify certificates defer their mail from that day on.',
    fix: 'Renew the certificate and enable it for SMTP.',
    source: ['RFC 5280 section 4.1.2.5', 'RFC 8461 section 4.2'],
  },
  {
    code: 'config-certificate-weak',
    severity: 'medium',
    software: ['exchange'],
    title: 'The key or the signature of the certificate is weak',
    explain: 'Short RSA keys and signatures with SHA-1 are refused by current TLS libraries.',
    fix: 'Get a certificate with an RSA key of 2048 bits or more, or one on an elliptic curve, signed with SHA-256.',
    source: ['RFC 9325 section 4.5'],
  },
  {
    code: 'config-version-obsolete',
    severity: 'medium',
    cases: [{ severity: 'high', when: 'SSL 2.0 or SSL 3.0 is among them' }],
    software: ['postfix', 'exim', 'exchange'],
    title: 'An obsolete protocol version is let through',
    explain:
      'SSL 2.0, SSL 3.0, TLS 1.0 and TLS 1.1 are retired. A list such as !SSLv2, !SSLv3 is often taken for a hard one, but lets TLS 1.0 and 1.1 through. Whether the versions are really spoken also depends on the library; the audit of the running server tells.',
    fix: 'Let TLS 1.2 and TLS 1.3 through, and nothing else.',
    source: ['RFC 8996', 'RFC 7568', 'RFC 6176', 'RFC 9325 section 3.1.1'],
  },
  {
    code: 'config-version-half-disabled',
    severity: 'medium',
    software: ['exchange'],
    title: 'A protocol version is neither on nor off',
    explain:
      'SChannel has two values for each version and role. With DisabledByDefault alone a program that asks for the version still gets it; with Server off and Client on, the server offers it when it sends. Exchange works reliably only where both values of both roles agree.',
    fix: 'Set Enabled to 0 and DisabledByDefault to 1 for Server and Client of each retired version.',
    source: ['Microsoft: Exchange Server TLS configuration best practices'],
  },
  {
    code: 'config-cipher-anonymous',
    severity: 'medium',
    cases: [{ severity: 'high', when: 'users log in on the port' }],
    software: ['postfix', 'exim'],
    title: 'Suites without a certificate are let through',
    explain:
      'With these suites the server shows no certificate, so that anyone on the path can take its place. Postfix is shipped like that, because a sender that checks nothing loses nothing by it on port 25. Where users log in it is a fault.',
    fix: 'Exclude aNULL.',
    source: ['RFC 7672 section 8.2', 'RFC 9325 section 5.1'],
  },
  {
    code: 'config-cipher-weak',
    severity: 'high',
    cases: [
      { severity: 'medium', when: 'the settings ask for them, and only a library of before 2016 still has them' },
    ],
    software: ['postfix', 'exim', 'exchange'],
    title: 'Broken ciphers are let through',
    explain:
      'NULL encrypts nothing, EXPORT and DES are broken in hours, RC4 and 3DES leak what is sent often, MD5 no longer proves anything. Current libraries have thrown most of them out; a setting that lets them in waits for one that has not. For mail that goes out it counts where TLS is demanded, and elsewhere when nothing better is left, since there a weak suite is still better than clear text.',
    fix: 'Use the grade high, or a list of suites with ECDHE and an AEAD cipher.',
    source: ['RFC 9325 section 4.1', 'RFC 7465', 'Postfix: postconf(5)'],
  },
  {
    code: 'config-cipher-no-forward-secrecy',
    severity: 'medium',
    cases: [{ severity: 'info', when: 'a client that demands TLS offers better ones too, and the receiver chooses' }],
    software: ['postfix', 'exim', 'exchange'],
    title: 'Suites without forward secrecy are let through',
    explain:
      'With these suites the key of the certificate decrypts every session, also those that somebody recorded years ago. With ephemeral Diffie-Hellman each session has a key of its own that is thrown away.',
    fix: 'Exclude kRSA.',
    source: ['RFC 9325 section 4.1'],
  },
  {
    code: 'config-cipher-not-recommended',
    severity: 'low',
    cases: [{ severity: 'medium', when: 'the profile calls them insufficient' }],
    software: ['postfix', 'exim', 'exchange'],
    title: 'Suites are let through that the profile does not list',
    explain:
      'These are not broken, but there are better ones in every current library: CBC ciphers depend on careful code, CAMELLIA, ARIA and CCM are hardly tested by anybody, finite-field Diffie-Hellman is slow and depends on parameters. A sender that has nothing else falls back to clear text on port 25, so that very old partners should be looked up in the log before.',
    fix: 'Let through the suites of the profile alone.',
    source: ['RFC 9325 section 4.2', 'this product'],
  },
  {
    code: 'config-cipher-order',
    severity: 'low',
    software: ['postfix'],
    title: 'The sender chooses among good and lesser suites',
    explain:
      'The server takes the first suite of the sender’s list. A sender with an old list gets a lesser suite than both know.',
    fix: 'Let the server’s order count, or let through good suites alone.',
    source: ['RFC 9325 section 4.2.1'],
  },
  {
    code: 'config-security-level-lowered',
    severity: 'medium',
    software: ['postfix', 'exim'],
    title: 'The library’s own protection is switched off',
    explain:
      '@SECLEVEL=0 and the like let short keys, SHA-1 signatures and retired versions through that OpenSSL refuses by itself.',
    fix: 'Take it out, and make an exception for the one partner that needs it, in a policy.',
    source: ['RFC 9325 section 4.5'],
  },
  {
    code: 'config-key-exchange-weak',
    severity: 'medium',
    software: ['postfix', 'exim'],
    title: 'The key exchange is weaker than it need be',
    explain:
      'The curves or Diffie-Hellman parameters that are set are too short, are not on the profile’s list, or leave out elliptic curves altogether, and with them most suites with forward secrecy.',
    fix: 'Leave the choice of groups to the server’s default.',
    source: ['RFC 9325 section 4.5', 'Postfix: FORWARD_SECRECY_README'],
  },
  {
    code: 'config-renegotiation',
    severity: 'low',
    software: ['postfix', 'exim'],
    title: 'Clients may renegotiate as they like',
    explain:
      'A client may start a new handshake inside the running connection. Mail needs that for nothing, and each costs the server more than the client.',
    fix: 'Forbid renegotiation.',
    source: ['RFC 9325 section 3.5'],
  },
  {
    code: 'config-auth-in-clear',
    severity: 'high',
    software: ['postfix', 'exim', 'exchange'],
    title: 'Passwords may pass in clear',
    explain:
      'The server takes logins, or gives its own, on connections without TLS. An attacker who strips STARTTLS gets them from every mail program that does not insist.',
    fix: 'Offer logins inside TLS alone.',
    source: ['RFC 8314 section 4.1', 'RFC 4954 section 4'],
  },
  {
    code: 'config-submission-tls-optional',
    severity: 'high',
    software: ['postfix', 'exim'],
    title: 'TLS is optional where users log in',
    explain:
      'Mail programs know the server and have TLS; a submission port that also works without it only helps an attacker who strips STARTTLS.',
    fix: 'Require TLS on the submission ports.',
    source: ['RFC 8314 section 4.1'],
  },
  {
    code: 'config-tls-log-missing',
    severity: 'low',
    software: ['postfix', 'exim', 'exchange'],
    title: 'TLS is not logged',
    explain: 'Nobody can tell which mail was encrypted, nor which partners would break under stricter settings.',
    fix: 'Log one line for each TLS connection.',
    source: ['Postfix: TLS_README', 'Exim: specification, chapter 53', 'this product'],
  },
  {
    code: 'config-tls-log-verbose',
    severity: 'low',
    software: ['postfix'],
    title: 'TLS is logged for debugging',
    explain:
      'Levels above 1 fill the log with the handshakes of every connection, and levels 3 and 4 with what is sent. They are for looking for a fault.',
    fix: 'Log at level 1.',
    source: ['Postfix: TLS_README'],
  },
  {
    code: 'config-received-header-missing',
    severity: 'info',
    software: ['postfix'],
    title: 'Received fields do not tell about TLS',
    explain: 'With the setting each message carries how it came in, which the recipient and later analyses can read.',
    fix: 'Have Postfix write version and suite into the Received field.',
    source: ['Postfix: postconf(5)'],
  },
]
