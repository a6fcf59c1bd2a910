import { describe } from 'vitest'
import { chainNamed } from '../../../test/chains.ts'
import { makeChain } from '../../../test/dane-chains.ts'
import { oneServer, type RuleCase, testRules } from '../../../test/rule-cases.ts'
import { domainFacts, REFUSED, type ServerOverrides, serverFacts, silentServerFacts } from '../../facts/builders.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import type { ChainFact, Verification } from '../../facts/server-facts.ts'
import type { RuleCode } from '../codes.ts'
import { CERT_RULES } from './cert.ts'
import { CERT_CAA_RULES } from './cert-caa.ts'
import { CERT_DUAL_RULES } from './cert-dual.ts'
import { CERT_STAPLE_RULES } from './cert-staple.ts'

const good = domainFacts()
const silent = domainFacts({ servers: [silentServerFacts('timeout')] })
const showing = (chain: string, more: ServerOverrides = {}): DomainFacts =>
  oneServer({ chains: [chainNamed(chain)], ...more })
const failed = (code: number, name: string): Verification & { readonly state: 'failed' | 'verified' } => {
  return { state: 'failed', code, name, text: name.toLowerCase(), roots: 'mozilla', by: 0 }
}
const NO_ISSUER = failed(20, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY')

/** What every rule about certificates has in common. */
function common(code: RuleCode): readonly RuleCase[] {
  return [
    { code, given: 'a good chain', facts: good, expected: 'clear' },
    { code, given: 'no certificate seen', facts: silent, expected: 'unknown timeout' },
    { code, given: 'no STARTTLS', facts: noStartTls, expected: 'not-applicable' },
  ]
}

const noStartTls = domainFacts({
  servers: [silentServerFacts('not-asked', { smtp: { starttls: { state: 'refused', by: 0, how: 'reply' } } })],
})

const shared = domainFacts({
  servers: [serverFacts({ chains: [chainNamed('good')] })],
  exchangers: ['mx1.example.lab', 'mx2.example.lab'].map((host) => ({
    host,
    preference: 10,
    v4: null,
    v6: null,
    tlsa: [],
    servers: [{ address: '203.0.113.10', port: 25, surveyed: true }],
  })),
})

const twoAddresses = (first: string, second: string): DomainFacts =>
  domainFacts({
    servers: [
      serverFacts({ chains: [chainNamed(first)] }),
      serverFacts({ address: '203.0.113.11', chains: [chainNamed(second)] }),
    ],
  })

/** A good certificate below an authority whose own has run out, as behind a root that was cross-signed. */
const crossed: ChainFact = {
  version: 'tls12',
  keyType: 'ec',
  certificates: makeChain({
    authority: { from: -400, to: -3 },
    server: { cn: 'mx1.example.lab', dnsNames: ['mx1.example.lab'] },
  }).sent.map((der) => Buffer.from(der).toString('base64')),
  by: 0,
}
const crossedWith = (verification: Verification): DomainFacts => oneServer({ chains: [crossed], verification })
const verified: Verification = { ...failed(0, 'OK'), state: 'verified' }

const cases: readonly RuleCase[] = [
  {
    code: 'cert-expired',
    given: 'an issuer that has run out, and a chain that is trusted without it',
    facts: crossedWith(verified),
    expected: 'clear',
  },
  {
    code: 'cert-extra-certificates',
    given: 'an issuer that has run out, and a chain that is trusted without it',
    facts: crossedWith(verified),
    expected: 'info',
    evidence: { kind: 'certificates' },
  },
  {
    code: 'cert-expired',
    given: 'an issuer that has run out, and a chain that is not trusted',
    facts: crossedWith(failed(10, 'CERT_HAS_EXPIRED')),
    expected: 'high',
    evidence: { days: -2 },
  },
  {
    code: 'cert-expired',
    given: 'an issuer that has run out, in a chain that nobody verified',
    facts: crossedWith({ state: 'unknown', why: 'local' }),
    expected: 'unknown local',
  },
  {
    code: 'cert-expired',
    given: 'an issuer that has run out, in another chain than the one that was verified',
    facts: crossedWith({ ...failed(0, 'OK'), state: 'verified', by: 7 }),
    expected: 'unknown not-asked',
  },
  ...common('cert-expired'),
  {
    code: 'cert-expired',
    given: 'twelve days ago',
    facts: showing('expired'),
    expected: 'high',
    evidence: { days: -12 },
  },
  {
    code: 'cert-expired',
    given: 'bytes that are no certificate',
    facts: oneServer({ chains: [{ ...chainNamed('good'), certificates: ['AAAA'] }] }),
    expected: 'unknown local',
  },
  {
    code: 'cert-expired',
    given: 'an RSA certificate that nobody looked at',
    facts: oneServer({ accept: { tls12: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] } }),
    expected: 'unknown not-asked',
  },
  {
    code: 'cert-expired',
    given: 'both kinds seen',
    facts: oneServer({
      accept: { tls12: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] },
      chains: [chainNamed('good'), chainNamed('rsa', 1)],
    }),
    expected: 'clear',
  },

  ...common('cert-not-yet-valid'),
  { code: 'cert-not-yet-valid', given: 'from January', facts: showing('early'), expected: 'high' },

  ...common('cert-expires-soon'),
  { code: 'cert-expires-soon', given: '5 days', facts: showing('soon5'), expected: 'high', evidence: { days: 5 } },
  { code: 'cert-expires-soon', given: '25 days', facts: showing('soon25'), expected: 'low', evidence: { days: 25 } },
  { code: 'cert-expires-soon', given: '3 of 6 days', facts: showing('short'), expected: 'clear' },
  { code: 'cert-expires-soon', given: 'expired', facts: showing('expired'), expected: 'clear' },

  ...common('cert-name-mismatch'),
  {
    code: 'cert-name-mismatch',
    given: 'another name',
    facts: showing('wrong'),
    expected: 'medium',
    evidence: { kind: 'names', host: 'mx1.example.lab', names: ['www.example.lab'] },
  },
  {
    code: 'cert-name-mismatch',
    given: 'another name on 587',
    facts: showing('wrong', { port: 587 }),
    expected: 'high',
  },
  { code: 'cert-name-mismatch', given: 'no name at all', facts: showing('bare'), expected: 'not-applicable' },
  {
    code: 'cert-name-mismatch',
    given: 'a server by address',
    facts: showing('wrong', { host: '203.0.113.10' }),
    expected: 'not-applicable',
  },
  {
    code: 'cert-name-mismatch',
    given: 'an address of two exchangers, one asked for',
    facts: shared,
    expected: 'unknown not-asked',
  },

  ...common('cert-no-san'),
  { code: 'cert-no-san', given: 'a common name alone', facts: showing('bare'), expected: 'medium' },

  ...common('cert-eku-missing'),
  {
    code: 'cert-eku-missing',
    given: 'for clients',
    facts: showing('client'),
    expected: 'medium',
    evidence: { usages: ['clientAuth'] },
  },

  ...common('cert-lifetime-long'),
  { code: 'cert-lifetime-long', given: '396 days after March 2026', facts: showing('long'), expected: 'low' },
  {
    code: 'cert-lifetime-long',
    given: 'the same of a private authority',
    facts: showing('long', { verification: NO_ISSUER }),
    expected: 'not-applicable',
  },
  {
    code: 'cert-lifetime-long',
    given: 'the same, not verified',
    facts: showing('long', { verification: { state: 'unknown', why: 'local' } }),
    expected: 'unknown local',
  },

  ...common('cert-self-signed'),
  { code: 'cert-self-signed', given: 'on 25', facts: showing('self'), expected: 'medium' },
  {
    code: 'cert-self-signed',
    given: 'on 465',
    facts: showing('self', { port: 465, mode: 'implicit' }),
    expected: 'high',
  },

  ...common('cert-untrusted'),
  {
    code: 'cert-untrusted',
    given: 'a private authority',
    facts: showing('private', { verification: NO_ISSUER }),
    expected: 'medium',
    evidence: { kind: 'verification', code: 20 },
  },
  {
    code: 'cert-untrusted',
    given: 'self-signed',
    facts: showing('self', { verification: failed(18, 'DEPTH_ZERO_SELF_SIGNED_CERT') }),
    expected: 'clear',
  },
  {
    code: 'cert-untrusted',
    given: 'an intermediate missing',
    facts: showing('alone', { verification: NO_ISSUER }),
    expected: 'clear',
  },
  {
    code: 'cert-untrusted',
    given: 'a verdict about the date, which hides others',
    facts: showing('expired', { verification: failed(10, 'CERT_HAS_EXPIRED') }),
    expected: 'not-applicable',
  },

  ...common('cert-incomplete-chain'),
  {
    code: 'cert-incomplete-chain',
    given: 'the own certificate alone',
    facts: showing('alone', { verification: NO_ISSUER }),
    expected: 'medium',
    evidence: { kind: 'issuer', issuer: 'CN=Example E5, O=Example Trust' },
  },
  {
    code: 'cert-incomplete-chain',
    given: 'a private authority',
    facts: showing('private', { verification: NO_ISSUER }),
    expected: 'clear',
  },
  {
    code: 'cert-incomplete-chain',
    given: 'another chain was verified',
    facts: showing('alone', { verification: { ...NO_ISSUER, by: 9 } }),
    expected: 'unknown not-asked',
  },

  ...common('cert-wrong-order'),
  { code: 'cert-wrong-order', given: 'root before intermediate', facts: showing('mixed'), expected: 'low' },

  ...common('cert-extra-certificates'),
  { code: 'cert-extra-certificates', given: 'a stranger and a double', facts: showing('extra'), expected: 'info' },

  ...common('cert-key-small'),
  {
    code: 'cert-key-small',
    given: 'RSA 1024',
    facts: showing('rsa1024'),
    expected: 'medium',
    evidence: { algorithm: 'rsa', bits: 1024 },
  },
  { code: 'cert-key-small', given: 'RSA 768', facts: showing('rsa768'), expected: 'high' },
  {
    code: 'cert-key-small',
    given: 'RSA 2048',
    facts: showing('rsa', { versions: { tls12: REFUSED } }),
    expected: 'clear',
  },

  ...common('cert-signature-weak'),
  {
    code: 'cert-signature-weak',
    given: 'SHA-1',
    facts: showing('sha1'),
    expected: 'medium',
    evidence: { algorithm: 'ecdsa-with-SHA1' },
  },

  {
    code: 'cert-differs-between-addresses',
    given: 'two certificates',
    facts: twoAddresses('good', 'both'),
    expected: 'low',
  },
  {
    code: 'cert-differs-between-addresses',
    given: 'one certificate',
    facts: twoAddresses('good', 'good'),
    expected: 'clear',
  },
  {
    code: 'cert-differs-between-addresses',
    given: 'two kinds of key',
    facts: twoAddresses('good', 'rsa'),
    expected: 'clear',
  },
  { code: 'cert-differs-between-addresses', given: 'one address', facts: good, expected: 'not-applicable' },
  {
    code: 'cert-differs-between-addresses',
    given: 'one address that is silent',
    facts: domainFacts({ servers: [serverFacts(), silentServerFacts('timeout', { address: '203.0.113.11' })] }),
    expected: 'unknown unreachable',
  },
]

// Those about CAA, staples and two kinds of key have tables of their own.
const elsewhere = new Set([...CERT_CAA_RULES, ...CERT_STAPLE_RULES, ...CERT_DUAL_RULES].map(({ code }) => code))
const rules = CERT_RULES.filter(({ code }) => !elsewhere.has(code))

describe('cert rules', () => testRules(rules, cases))
