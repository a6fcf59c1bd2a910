import { has, lacks, type Shown } from '../../shown/shown.ts'

const SERVER = 'openssl s_server 3.0'

/** What a quick survey shows of servers that staple. The findings are those about certificates. */
export const STAPLED = {
  nothing: {
    peer: `${SERVER} that staples nothing`,
    facts: ['verify OK', ...lacks('ocspStaple')],
    findings: [],
  },
  good: {
    peer: `${SERVER} with what \`openssl ocsp\` says of a good certificate`,
    facts: ['verify OK', ...has('ocspStaple')],
    findings: [],
  },
  revoked: {
    peer: `${SERVER} with what \`openssl ocsp\` says of a revoked certificate`,
    facts: ['verify OK', ...has('ocspStaple')],
    findings: ['cert-revoked'],
  },
  'another certificate': {
    peer: `${SERVER} with what \`openssl ocsp\` says of another certificate`,
    facts: ['verify OK', ...has('ocspStaple')],
    findings: ['cert-staple-missing'],
  },
  promised: {
    peer: `${SERVER}, a certificate that wants a stapled response, and one`,
    facts: ['verify OK', ...has('ocspStaple')],
    findings: [],
  },
  expired: {
    peer: `${SERVER} with a response of last week`,
    facts: ['verify OK', ...has('ocspStaple')],
    findings: ['cert-staple-missing'],
  },
} as const satisfies Readonly<Record<string, Shown>>
