import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { type MatchVerdict, matchChain } from '../src/dane/match.ts'
import type { TlsaRecord } from '../src/dns/lookup.ts'
import { parsePemCertificates } from '../src/x509/pem.ts'

/* The cases of OpenSSL's `test/danetest.in` (Apache-2.0, see the README beside the vectors): its verdict and depth are ours. */

interface Case {
  readonly n: number
  readonly section: string
  readonly note: string
  readonly tlsa: readonly TlsaRecord[]
  readonly no_ee_namechecks: boolean
  /** OpenSSL's X509_V_ERR; 0 is ok. */
  readonly expect_verify: number
  /** Of the certificate that matched; -1 for none. */
  readonly expect_depth: number
  readonly chain: readonly string[]
}

const folder = new URL('vectors/dane/', import.meta.url)
const file = JSON.parse(readFileSync(new URL('danetest.json', folder), 'utf8')) as {
  readonly reference_name: string
  readonly cases: readonly Case[]
}
const roots = parsePemCertificates(readFileSync(new URL('danetest.pem', folder), 'utf8'))
const NOW = '2026-11-24T12:00:00Z'

/** What our reasons are called by OpenSSL. */
const VERIFY_CODES: Readonly<Record<string, number>> = {
  'digest-mismatch': 65,
  'name-mismatch': 62,
  // The chain ends below its root: "unable to get local issuer certificate".
  'pkix-untrusted': 20,
}

/** A verdict as danetest writes it: the error, and where the certificate stands that a record is about. */
function asOpenssl(verdict: MatchVerdict): Pick<Case, 'expect_verify' | 'expect_depth'> {
  switch (verdict.verdict) {
    case 'authenticated':
      return { expect_verify: 0, expect_depth: verdict.matched.depth }
    case 'failed': {
      const depths = verdict.records.flatMap((one) => (one.state === 'failed' && one.depth !== null ? [one.depth] : []))
      return { expect_verify: VERIFY_CODES[verdict.fault.code] ?? -1, expect_depth: minimum(depths) }
    }
    case 'unusable':
      return { expect_verify: -1, expect_depth: -1 }
    default:
      return verdict satisfies never
  }
}

function minimum(depths: readonly number[]): number {
  return depths.length === 0 ? -1 : Math.min(...depths)
}

function ours(one: Case, pkix: boolean): MatchVerdict {
  return matchChain({
    records: one.tlsa,
    chainDer: one.chain.flatMap((pem) => parsePemCertificates(pem)),
    referenceNames: [file.reference_name],
    now: NOW,
    ...(pkix ? { pkixRoots: roots, endEntityNames: !one.no_ee_namechecks } : {}),
  })
}

/** Usages 0 and 1 are for others than mail servers. */
const isPkixOnly = ({ tlsa }: Case): boolean => tlsa.every(({ usage }) => usage < 2)

describe('OpenSSL’s danetest', () => {
  test('has 54 cases, and most of them succeed', () => {
    expect(file.cases).toHaveLength(54)
    expect(file.cases.filter((one) => one.expect_verify === 0)).toHaveLength(43)
  })

  it.each(file.cases)('case $n: $section $note', (one) => {
    const { expect_verify, expect_depth } = one
    expect(asOpenssl(ours(one, true))).toEqual({ expect_verify, expect_depth })
  })
})

describe('the same cases as a mail server meets them', () => {
  it.each(file.cases.filter(isPkixOnly))('RFC 7672 line 11: case $n cannot be used', (one) => {
    expect(ours(one, false).verdict).toBe('unusable')
  })

  it.each(file.cases.filter((one) => !isPkixOnly(one)))('case $n: $note', (one) => {
    // Case 54 turns the check of the name on for usage 3, which RFC 7672 section 3.1.1 forbids.
    const expected = one.n === 54 ? { expect_verify: 0, expect_depth: 0 } : one
    const { expect_verify, expect_depth } = asOpenssl(ours(one, false))
    expect({ expect_verify, expect_depth }).toEqual({
      expect_verify: expected.expect_verify,
      expect_depth: expected.expect_depth,
    })
  })
})
