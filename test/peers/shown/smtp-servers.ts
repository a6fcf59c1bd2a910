import type { Shown } from '../../shown/shown.ts'
import { versions } from '../../shown/shown.ts'

const NO_TLS = ['starttls refused'] as const

/** What a quick survey shows of servers that do not come to TLS, or not at once. The findings are those of SMTP and STARTTLS. */
export const CONVERSATIONS = {
  'no STARTTLS': {
    peer: 'Postfix 3.7 without TLS',
    facts: NO_TLS,
    findings: ['starttls-missing'],
  },
  'STARTTLS refused for now': {
    peer: 'Postfix 3.7 without the file of its key',
    facts: NO_TLS,
    findings: ['starttls-refused-temporarily'],
  },
  'STARTTLS refused for good': {
    peer: 'Exim 4.96 whose acl_smtp_starttls denies',
    facts: NO_TLS,
    findings: ['starttls-refused'],
  },
  'no suite in common': {
    peer: 'Postfix 3.7 with ECDSA suites and no ECDSA key',
    facts: ['starttls accepted', ...versions()],
    findings: ['starttls-broken'],
  },
  'no certificate': {
    peer: 'Postfix 3.7 without the file of its certificate, which starts TLS all the same',
    facts: ['starttls accepted', ...versions()],
    findings: ['starttls-broken'],
  },
  'no greeting for us': {
    peer: 'Postfix 3.7 that refuses the client in its greeting',
    facts: [],
    findings: ['smtp-refused'],
  },
  'no EHLO for us': {
    peer: 'Postfix 3.7 that refuses EHLO and HELO',
    facts: [],
    findings: ['smtp-refused', 'smtp-ehlo-rejected'],
  },
  'slow greeting': {
    peer: 'Postfix 3.7 that sleeps before it greets',
    facts: ['starttls accepted'],
    findings: ['smtp-greeting-slow'],
  },
  'few connections': {
    peer: 'Postfix 3.7 that takes four connections a minute',
    facts: ['starttls accepted', 'version tls13 accepted'],
    findings: ['smtp-rate-limited'],
  },
  'AUTH in clear': {
    peer: 'Exim 4.96 that advertises AUTH before TLS',
    facts: ['starttls accepted'],
    findings: ['smtp-auth-in-clear'],
  },
  'implicit TLS': {
    peer: 'Postfix 3.7 with TLS from the first byte (smtps)',
    facts: ['implicit TLS', 'verify OK', ...versions('tls12', 'tls13')],
    findings: [],
  },
} as const satisfies Readonly<Record<string, Shown>>
