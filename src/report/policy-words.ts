import type { PolicySummary } from '../judge/policies/policy-summary.ts'

/** What a domain publishes to protect its mail, in a few words each: `MTA-STS enforce`, `DANE 2 of 2`, `TLS-RPT yes`. */
export function policyWords({ mtaSts, dane, tlsRpt }: PolicySummary): readonly string[] {
  return [`MTA-STS ${MTA_STS[mtaSts]}`, `DANE ${daneWord(dane)}`, `TLS-RPT ${TLS_RPT[tlsRpt]}`]
}

const MTA_STS: Readonly<Record<PolicySummary['mtaSts'], string>> = {
  enforce: 'enforce',
  testing: 'testing',
  none: 'withdrawn',
  missing: 'none',
  broken: 'broken',
  unknown: 'unknown',
  'not-asked': 'not asked',
}

const TLS_RPT: Readonly<Record<PolicySummary['tlsRpt'], string>> = {
  valid: 'yes',
  missing: 'none',
  broken: 'broken',
  unknown: 'unknown',
  'not-asked': 'not asked',
}

function daneWord({ state, exchangers, of }: PolicySummary['dane']): string {
  if (state !== 'usable') return state === 'not-asked' ? 'not asked' : state
  return exchangers === of ? 'yes' : `on ${exchangers} of ${of}`
}
