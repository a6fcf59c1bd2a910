import type { LabDomain } from '../lab-domain.ts'
import { modernModel } from '../tls-models.ts'
import { clearServer, oneServer, realServer } from './build.ts'

/** Domains whose servers, or somebody in front of them, misbehave. */
export const HOSTILE_DOMAINS: readonly LabDomain[] = [
  oneServer(
    'mangled',
    80,
    'something on the path overwrites STARTTLS in the EHLO reply, as some firewalls do',
    realServer(modernModel('ecdsa'), {}, { starttlsKeyword: 'XXXXXXXA' }),
    ['starttls-mangled'],
  ),
  oneServer(
    'r454',
    81,
    'answers STARTTLS by 454, as a server without its key file does, or an attacker',
    clearServer({ starttlsReply: '454 4.7.0 TLS not available due to local problem' }),
    ['starttls-refused-temporarily'],
  ),
  oneServer(
    'r5xx',
    82,
    'announces STARTTLS and refuses it for good',
    clearServer({ starttlsReply: '554 5.7.3 No TLS for you' }),
    ['starttls-refused'],
  ),
  oneServer(
    'broken-handshake',
    83,
    'says 220 to STARTTLS and then talks something that is not TLS',
    clearServer({ insteadOfTls: 'garbage' }),
    ['starttls-broken'],
  ),
  oneServer(
    'giant-record',
    84,
    'sends a record longer than TLS allows',
    clearServer({ insteadOfTls: 'giant-record' }),
    ['starttls-broken'],
  ),
  oneServer(
    'reset-at-hello',
    85,
    'resets the connection at every ClientHello',
    clearServer({ insteadOfTls: 'reset' }),
    ['starttls-broken'],
  ),
  oneServer('garbage', 86, 'greets with bytes that are not SMTP', clearServer({ banner: '\u0000\u0001\u0002 hello' }), [
    'smtp-banner-invalid',
  ]),
  oneServer('endless-ehlo', 87, 'never ends its EHLO reply', clearServer({ endlessEhlo: true }), [
    'smtp-ehlo-rejected',
  ]),
  oneServer('tarpit', 88, 'sends its greeting a byte at a time, for ever', clearServer({ tricklesMilliseconds: 500 }), [
    'smtp-timeout',
  ]),
  oneServer(
    'rate-limited',
    89,
    'takes five connections and answers 421 to all further ones',
    realServer(modernModel('ecdsa'), {}, { connectionsBefore421: 5 }),
    ['smtp-rate-limited'],
  ),
  oneServer('too-busy', 90, 'answers 421 to everybody', clearServer({ connectionsBefore421: 0 }), [
    'smtp-rate-limited',
  ]),
  oneServer(
    'hostile',
    91,
    'writes terminal escapes and markup into its greeting',
    realServer(
      modernModel('ecdsa'),
      {},
      { banner: '220 \u001b[2J\u001b]0;owned\u0007<script>alert(1)</script> ESMTP \u001b[31m=cmd()' },
    ),
    [],
  ),
]
