import { describe, expect, test } from 'vitest'
import { domainFacts, lookup } from '../../facts/builders.ts'
import type { CaaRecord } from '../../facts/domain-facts.ts'
import { caaRuling } from './caa-ruling.ts'

const HOST = 'mx.example.org'

interface Case {
  readonly given: string
  readonly names?: readonly string[]
  readonly organization?: string | null
  readonly selfSigned?: true
  /** CAA records of names, as `issue ca`; names without any are asked and have none. */
  readonly records: Readonly<Record<string, readonly string[]>>
  readonly expected: object
}

const allowed = { kind: 'allowed' }
const silent = { kind: 'silent' }
const unlisted = { kind: 'unknown', why: 'unlisted' }
const refused = (refusal: object): object => ({ kind: 'refused', refusal })

const cases: readonly Case[] = [
  { given: 'its issuer is named', records: { 'example.org': ['issue letsencrypt.org'] }, expected: allowed },
  {
    given: 'its issuer is one of those that are named, with demands',
    records: { 'example.org': ['issue pki.goog', 'issue letsencrypt.org; validationmethods=dns-01'] },
    expected: allowed,
  },
  {
    given: 'others are named',
    records: { 'example.org': ['issue pki.goog', 'issue digicert.com'] },
    expected: refused({ why: 'others', name: HOST, at: 'example.org', issuers: ['pki.goog', 'digicert.com'] }),
  },
  {
    given: 'a name is allowed of which nobody knows whose it is',
    records: { 'example.org': ['issue pki.goog', 'issue brand.example'] },
    expected: unlisted,
  },
  {
    given: 'nobody is allowed',
    records: { 'example.org': ['issue ;'] },
    expected: refused({ why: 'nobody', issuers: [], records: [{ flags: 0, tag: 'issue', value: ';' }] }),
  },
  {
    given: 'nobody is allowed, and its issuer is not known',
    organization: 'Corner Shop',
    records: { 'example.org': ['issue ;'] },
    expected: refused({ why: 'nobody' }),
  },
  {
    given: 'others are named, and its issuer is not known',
    organization: 'Corner Shop',
    records: { 'example.org': ['issue pki.goog'] },
    expected: unlisted,
  },
  {
    given: 'others are named, and its issuer has no organisation',
    organization: null,
    records: { 'example.org': ['issue pki.goog'] },
    expected: unlisted,
  },
  {
    given: 'it is signed with its own key',
    selfSigned: true,
    records: { 'example.org': ['issue ;'] },
    expected: silent,
  },
  { given: 'nothing restrains', records: { 'example.org': ['iodef mailto:a@b.example'] }, expected: silent },
  { given: 'there are no records', records: {}, expected: silent },
  {
    given: 'it is not for this host',
    names: ['www.example.org'],
    records: { 'example.org': ['issue pki.goog'] },
    expected: silent,
  },
  {
    given: 'it is a wildcard, which has records of its own',
    names: ['*.example.org'],
    records: { 'example.org': ['issue pki.goog', 'issuewild letsencrypt.org'] },
    expected: allowed,
  },
  {
    given: 'it is a wildcard, which nobody may have',
    names: ['*.EXAMPLE.org'],
    records: { 'example.org': ['issue letsencrypt.org', 'issuewild ;'] },
    expected: refused({ why: 'nobody', name: '*.example.org', at: 'example.org' }),
  },
  {
    given: 'it is a wildcard, and the records at the host do not count for it',
    names: ['*.example.org'],
    records: { [HOST]: ['issue pki.goog'], 'example.org': ['issue letsencrypt.org'] },
    expected: allowed,
  },
  {
    given: 'it has both names, and one of them is refused',
    names: [HOST, '*.example.org'],
    records: { 'example.org': ['issue letsencrypt.org', 'issuewild ;'] },
    expected: refused({ why: 'nobody', name: '*.example.org' }),
  },
  {
    given: 'it has both names, and one of them is not known',
    names: [HOST, '*.example.org'],
    records: { 'example.org': ['issue letsencrypt.org', 'issuewild brand.example'] },
    expected: unlisted,
  },
  {
    given: 'a critical property is there that nobody understands',
    records: { 'example.org': ['issue letsencrypt.org', '!tbs x'] },
    expected: refused({ why: 'critical', records: [{ flags: 128, tag: 'tbs', value: 'x' }] }),
  },
]

function recordOf(text: string): CaaRecord {
  const [tag = '', ...value] = text.split(' ')
  return { flags: tag.startsWith('!') ? 128 : 0, tag: tag.replace('!', ''), value: value.join(' ') }
}

describe('caaRuling', () => {
  test.each(cases)(
    '$given',
    ({ names = [HOST], organization = "Let's Encrypt", selfSigned = false, records, expected }) => {
      const caa = [HOST, 'example.org', 'org'].map((name) => lookup(name, 'CAA', (records[name] ?? []).map(recordOf)))
      const issuer = { text: 'CN=R1', commonName: 'R1', organization }
      expect(caaRuling({ dnsNames: names, issuer, selfSigned }, HOST, { ...domainFacts(), caa })).toMatchObject(
        expected,
      )
    },
  )

  test('a lookup that was not made leaves it open', () => {
    const issuer = { text: '', commonName: null, organization: 'Amazon' }
    const leaf = { dnsNames: [HOST], issuer, selfSigned: false }
    expect(caaRuling(leaf, HOST, { ...domainFacts(), caa: [] })).toEqual({ kind: 'unknown', why: 'not-asked' })
  })
})
