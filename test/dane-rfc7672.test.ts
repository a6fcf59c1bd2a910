import { describe, expect, test } from 'vitest'
import { coverageOf } from '../src/dane/coverage.ts'
import { lookupTlsa, type TlsaFacts } from '../src/dane/lookup-tlsa.ts'
import { type MatchVerdict, matchRawKey } from '../src/dane/match.ts'
import { referenceNames } from '../src/dane/reference-names.ts'
import { planRollover } from '../src/dane/rollover.ts'
import { decideDomain, decideHost, type MetHost } from '../src/dane/sender-decision.ts'
import { type Standing, standingOf } from '../src/dane/standing.ts'
import type { Resolver } from '../src/dns/lookup.ts'
import { makeChain, makeParty, NOW, type Party } from './dane-chains.ts'
import { matching, record } from './dane-matching.ts'
import { daneResolver } from './dane-resolver.ts'

/* The requirements of DANE for SMTP (RFC 7672, with RFC 6698 and RFC 7671), one by one. */

const { root, authority, server, sent } = makeChain()
const stranger = makeParty({ cn: 'Stranger', ca: true })
const match = matching(sent)

async function search(host: string, resolver: Resolver = daneResolver()): Promise<TlsaFacts> {
  const [v4, v6] = await Promise.all([resolver.lookup(host, 'A'), resolver.lookup(host, 'AAAA')])
  return lookupTlsa(resolver, { host, port: 25, v4, v6 })
}

async function standing(host: string): Promise<Standing> {
  return standingOf(await search(host))
}

const met = (of: Standing, verdict: MatchVerdict | null, tls = true): MetHost => ({
  standing: of,
  tls,
  match: verdict?.verdict ?? null,
})

describe('finding the records', () => {
  test('RFC 7672 line 1: only secure TLSA sets count', async () => {
    expect(await standing('mx.good.lab')).toMatchObject({ state: 'usable' })
    expect(await standing('mx.plain.lab')).toMatchObject({ state: 'insecure' })
    expect(await standing('leaving.good.lab')).toMatchObject({ state: 'insecure', why: 'tlsa-insecure' })
    expect(await standing('late.broken.lab')).toMatchObject({ state: 'failed', why: 'tlsa-bogus' })
  })

  test('RFC 7672 line 2: a failed MX lookup delays; a failed TLSA lookup makes the host unreachable, without falling back', async () => {
    const failed = await standing('servfail.good.lab')
    expect(decideHost(met(failed, null), 'opportunistic')).toBe('skip')
    expect(decideHost(met(failed, null, false), 'opportunistic')).toBe('skip')
    const bogus = { outcome: 'failed', dnssec: { status: 'bogus', ede: 6, reason: '', chain: [] } } as const
    const good = met(await standing('mx.good.lab'), match([record('3 1 1', server)]))
    expect(decideDomain(bogus, [good], 'opportunistic')).toMatchObject({ how: 'delay' })
    // A failure at the first name is not made good by asking the second one.
    const asking = daneResolver()
    const facts = await search('servfail.good.lab', asking)
    expect(facts.tried).toHaveLength(1)
  })

  test('RFC 7672 line 3: with an insecure MX set the host may be authenticated, the domain is not', async () => {
    const resolver = daneResolver()
    const mx = await resolver.lookup('plain.lab', 'MX')
    expect(mx.dnssec.status).toBe('insecure')
    const good = met(await standing('mx.good.lab'), match([record('3 1 1', server)]))
    expect(decideDomain(mx, [good], 'opportunistic')).toEqual({
      host: 0,
      how: 'authenticated',
      isDomainAuthenticated: false,
    })
    const secure = await resolver.lookup('good.lab', 'MX')
    expect(decideDomain(secure, [good], 'opportunistic')).toMatchObject({ isDomainAuthenticated: true })
  })

  test('RFC 7672 line 4: addresses first; where they are insecure no TLSA record is asked for', async () => {
    const resolver = daneResolver()
    const facts = await search('mx.plain.lab', resolver)
    expect(resolver.asked).toEqual(['mx.plain.lab A', 'mx.plain.lab AAAA'])
    expect(facts).toMatchObject({ tried: [], notLookedFor: 'address-insecure' })
  })

  const aliases = [
    { host: 'both.good.lab', why: 'all links secure: the expanded name', names: ['mx.other.lab'] },
    {
      host: 'silent.good.lab',
      why: 'and, when that has none, the original',
      names: ['none.good.lab', 'silent.good.lab'],
    },
    { host: 'outside.good.lab', why: 'only the first link secure: the original alone', names: ['outside.good.lab'] },
    { host: 'alias.plain.lab', why: 'the first link insecure: neither', names: [] },
  ]
  test.each(aliases)('RFC 7672 line 5: an alias, $why', async ({ host, names }) => {
    const { tried, base } = await search(host)
    expect(tried.map(({ name }) => name)).toEqual(names.map((name) => `_25._tcp.${name}`))
    expect(base).toBe(names.at(-1) ?? null)
  })

  test('RFC 7672 line 6: _<port>._tcp.<base>, whose owner may be an alias if every link is secure', async () => {
    const { tried, base } = await search('ptr.good.lab')
    expect(tried).toMatchObject([{ name: '_25._tcp.ptr.good.lab', cnames: ['_dane.other.lab'] }])
    expect(base).toBe('ptr.good.lab')
    expect(await search('leaving.good.lab')).toMatchObject({ base: null, tried: [{ outcome: 'records' }] })
    const submission = await lookupTlsa(daneResolver(), {
      host: 'mx.good.lab',
      port: 465,
      v4: await daneResolver().lookup('mx.good.lab', 'A'),
      v6: await daneResolver().lookup('mx.good.lab', 'AAAA'),
    })
    expect(submission.tried.map(({ name }) => name)).toEqual(['_465._tcp.mx.good.lab'])
  })
})

describe('what they demand', () => {
  test('RFC 7672 line 7: a secure set without a usable record makes TLS mandatory, not authentication', async () => {
    const unusable = await standing('unusable.good.lab')
    expect(unusable).toMatchObject({ state: 'unusable-only' })
    expect(decideHost(met(unusable, null), 'opportunistic')).toBe('encrypted')
    expect(decideHost(met(unusable, null, false), 'opportunistic')).toBe('skip')
  })

  test('RFC 7672 line 8: usable records must authenticate, or the host is skipped and mail waits', async () => {
    const usable = await standing('mx.good.lab')
    const mismatch = match([record('3 1 1', stranger)])
    expect(decideHost(met(usable, match([record('3 1 1', server)])), 'opportunistic')).toBe('authenticated')
    expect(decideHost(met(usable, mismatch), 'opportunistic')).toBe('skip')
    expect(decideHost(met(usable, null, false), 'opportunistic')).toBe('skip')
    expect(decideDomain(null, [met(usable, mismatch)], 'opportunistic')).toMatchObject({ how: 'delay' })
  })

  test('RFC 7672 line 9: usage 3 looks at the server’s certificate alone: no name, no date, no chain', () => {
    const odd = makeParty({ dnsNames: ['other.example'], to: -1, issuer: stranger })
    expect(match([record('3 1 1', odd)], { chainDer: [odd.der] })).toMatchObject({
      verdict: 'authenticated',
      matched: { usage: 3, depth: 0 },
    })
    expect(match([record('3 1 1', authority)]).verdict).toBe('failed')
  })

  test('RFC 7672 line 10: usage 2 needs its anchor in the chain that was sent; names and dates count', () => {
    const whole = { chainDer: [...sent, root.der] }
    expect(match([record('2 1 1', root)], whole)).toMatchObject({ verdict: 'authenticated', matched: { depth: 2 } })
    expect(match([record('2 1 1', root)])).toMatchObject({ verdict: 'failed', fault: { code: 'ta-not-sent' } })
    expect(match([record('2 0 0', root)])).toMatchObject({ verdict: 'authenticated', matched: { depth: 2 } })
    expect(match([record('2 1 0', root)])).toMatchObject({ verdict: 'authenticated', matched: { depth: 1 } })
    expect(match([record('2 1 1', root)], { ...whole, referenceNames: ['mx.example.com'] })).toMatchObject({
      fault: { code: 'name-mismatch' },
    })
    expect(match([record('2 1 1', root)], { ...whole, now: '2036-01-01T00:00:00Z' })).toMatchObject({
      fault: { code: 'expired' },
    })
  })

  test('RFC 7672 line 11: usages 0 and 1, unknown numbers, wrong lengths and malformed certificates are unusable', () => {
    const odd = [
      record('0 0 1', root),
      record('1 1 1', server),
      { ...record('3 1 1', server), usage: 4 },
      { ...record('3 1 1', server), selector: 2 },
      { ...record('3 1 1', server), matching: 9 },
      { ...record('3 1 1', server), data: 'ab' },
      { ...record('3 0 0', server), data: 'ab' },
    ]
    const verdict = match(odd)
    expect(verdict.verdict).toBe('unusable')
    expect(verdict.records.map((one) => (one.state === 'unusable' ? one.why : one.state))).toEqual([
      'usage-pkix',
      'usage-pkix',
      'usage-unknown',
      'selector-unknown',
      'matching-unknown',
      'digest-length',
      'certificate-malformed',
    ])
  })

  test('RFC 7672 line 12: the TLSA base, and with a secure MX set the next hop and what it expands to; the CN only without DNS names', () => {
    const dnssec = { status: 'secure', ede: null, reason: '', chain: [] } as const
    const secure = referenceNames({
      base: 'mx.example.org',
      nextHop: 'example.com',
      mx: { cnames: ['example.net'], dnssec },
    })
    expect(secure).toEqual(['mx.example.org', 'example.com', 'example.net'])
    const insecure = { cnames: ['example.net'], dnssec: { ...dnssec, status: 'insecure' } } as const
    expect(referenceNames({ base: 'mx.example.org', nextHop: 'example.com', mx: insecure })).toEqual(['mx.example.org'])

    const named = (cn: string, dnsNames: readonly string[], references: readonly string[]): string => {
      const chain = makeChain({ server: { cn, dnsNames } })
      return match([record('2 1 1', chain.authority)], { chainDer: chain.sent, referenceNames: references }).verdict
    }
    expect(named('x', ['example.com'], secure)).toBe('authenticated')
    expect(named('x', ['example.com'], ['mx.example.org'])).toBe('failed')
    expect(named('mx.example.org', [], secure)).toBe('authenticated')
    expect(named('mx.example.org', ['other.example'], secure)).toBe('failed')
    expect(named('x', ['*.example.org'], secure)).toBe('authenticated')
    expect(named('x', ['*.org'], ['mx.example.org'])).toBe('failed')
  })

  test('RFC 7672 line 13: only the strongest digest of a usage and selector counts', () => {
    const wrong = { ...record('3 1 2', server), data: 'ab'.repeat(64) }
    expect(match([record('3 1 1', server), wrong]).verdict).toBe('failed')
    expect(match([record('3 0 1', server), wrong]).verdict).toBe('authenticated')
    expect(match([record('3 1 0', server), wrong]).verdict).toBe('authenticated')
  })

  test('RFC 7672 line 14: the name for SNI is the TLSA base', async () => {
    expect((await search('both.good.lab')).base).toBe('mx.other.lab')
    expect((await search('outside.good.lab')).base).toBe('outside.good.lab')
  })

  test('RFC 7672 line 15: an anonymous suite authenticates nobody', () => {
    for (const parameters of ['3 1 1', '3 0 0', '2 0 0', '2 1 0']) {
      expect(match([record(parameters, server)], { chainDer: [] })).toMatchObject({
        verdict: 'failed',
        fault: { code: 'no-certificate' },
      })
    }
  })

  test('RFC 7672 line 16: mandatory DANE without a usable record delays', async () => {
    for (const host of ['unusable.good.lab', 'none.good.lab', 'mx.plain.lab', 'servfail.good.lab']) {
      expect(decideHost(met(await standing(host), null), 'mandatory'), host).toBe('skip')
    }
    expect(decideDomain(null, [met(await standing('unusable.good.lab'), null)], 'mandatory')).toMatchObject({
      how: 'delay',
    })
  })

  test('RFC 7672 line 17: raw keys take 3 1 x', () => {
    expect(matchRawKey([record('3 1 1', server)], server.key.spki).verdict).toBe('authenticated')
    for (const parameters of ['3 0 1', '2 1 1', '2 1 0']) {
      expect(matchRawKey([record(parameters, server)], server.key.spki).verdict).toBe('failed')
    }
  })

  test('RFC 7672 line 17: the next record is published two TTLs before the switch', () => {
    const next = { kind: 'chain', chainDer: makeChain().sent } as const
    const current = { kind: 'chain', chainDer: sent } as const
    const { steps } = planRollover({
      name: 'mx.example.org',
      scheme: '3+3',
      current,
      next,
      ttlSeconds: 7_200,
      now: NOW,
    })
    expect(steps.map(({ action, notBefore }) => `${notBefore} ${action}`)).toEqual([
      '2026-11-24T12:00:00Z publish',
      '2026-11-24T16:00:00Z switch',
      '2026-11-24T20:00:00Z withdraw',
    ])
  })

  test('RFC 7672 line 17: every chain on every address must match', () => {
    const chain = ({ der }: Party, keyType: string) => ({ keyType, version: 'tls13', certificates: [der] })
    const second = makeParty()
    const cover = (...addresses: (readonly Party[])[]): string =>
      coverageOf({
        records: [record('3 1 1', server)],
        servers: addresses.map((parties, at) => ({
          address: `192.0.2.${at}`,
          port: 25,
          chains: parties.map((party, index) => chain(party, index === 0 ? 'rsa' : 'ec')),
        })),
        referenceNames: ['mx.example.org'],
        now: NOW,
      }).state
    expect(cover([server], [server])).toBe('covered')
    expect(cover([server, second])).toBe('dual-uncovered')
    expect(cover([server], [second])).toBe('address-differs')
  })

  test('RFC 7672 line 18: of a set that is partly unusable the rest counts', async () => {
    expect(await standing('mixed.good.lab')).toMatchObject({ state: 'usable', unusable: [{ why: 'usage-pkix' }] })
    expect(match([record('0 0 1', root), record('3 1 1', server)]).verdict).toBe('authenticated')
    expect(match([record('0 0 1', root), record('3 1 1', stranger)]).verdict).toBe('failed')
  })
})

describe('when it fails', () => {
  const broken = [
    { host: 'mx.broken.lab', why: 'denial-broken' },
    { host: 'servfail.good.lab', why: 'tlsa-failed' },
    { host: 'timeout.good.lab', why: 'tlsa-failed' },
  ]
  test.each(broken)('RFC 7672 line 19: $host cannot be delivered to: $why', async ({ host, why }) => {
    const found = await standing(host)
    expect(found).toMatchObject({ state: 'failed', why })
    expect(decideDomain(null, [met(found, null)], 'opportunistic')).toMatchObject({ how: 'delay' })
  })

  test('RFC 7672 line 20: why a search failed', async () => {
    expect(await standing('servfail.good.lab')).toMatchObject({ failure: { code: 'dns-rcode', rcode: 'SERVFAIL' } })
    expect(await standing('timeout.good.lab')).toMatchObject({ failure: { code: 'dns-timeout' } })
    expect(await standing('late.broken.lab')).toMatchObject({ ede: 7, reason: expect.stringMatching(/\w/) })
    expect(await standing('mx.broken.lab')).toMatchObject({ name: '_25._tcp.mx.broken.lab', ede: 6 })
  })

  test('RFC 7672 line 20: why each record failed', () => {
    const late = makeChain({ authority: { to: -1 } })
    const verdict = match(
      [record('3 1 1', stranger), record('2 0 1', root), record('2 1 1', late.authority), record('2 1 2', server)],
      { chainDer: late.sent },
    )
    expect(
      verdict.records.map((one) => (one.state === 'failed' ? one.faults.map(({ code }) => code) : one.state)),
    ).toEqual([['digest-mismatch'], ['ta-not-sent'], 'weaker-digest', ['ta-not-sent']])
    expect(match([record('2 1 1', late.authority)], { chainDer: late.sent })).toMatchObject({
      fault: { code: 'expired', depth: 1 },
    })
  })
})
