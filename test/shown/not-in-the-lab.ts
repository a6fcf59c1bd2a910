import type { RuleCode } from '../../src/judge/codes.ts'

/** Findings that no domain of the lab leads to, each with the reason. All others must be shown by at least one. */
export const NOT_IN_THE_LAB: Readonly<Partial<Record<RuleCode, string>>> = {
  'smtp-greeting-slow':
    'it is found from fifteen seconds on, and an audit of the lab waits for half of that; a test of a real server shows it',
  'tls-early-data':
    'the TLS library of Node.js, which serves the lab, cannot allow early data; a test of a real server shows it',
  'kex-dh-unlisted-prime':
    'the default profile, by which the lab is judged, allows every prime that is long enough; a test of `ncsc-nl-2025` shows it',
  'cert-lifetime-long':
    'it binds public authorities, and the one of the lab is private; a test of a real server whose authority is taken for a public one shows it',
  'mta-sts-id-unchanged':
    'it compares two audits; mta-sts-id-unchanged.lab shows it to whoever audits it twice and hands over the earlier report',
}
