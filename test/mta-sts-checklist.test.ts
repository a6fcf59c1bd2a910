import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startPolicyTls } from '../src/audit/policy-tls.ts'
import { startAuthority } from '../src/dns/authority.ts'
import type { Lookup, MxRecord, Resolver } from '../src/dns/lookup.ts'
import { buildSignedTree } from '../src/dns/signed-tree.ts'
import { createStubResolver } from '../src/dns/stub-resolver.ts'
import { deliveryTo, mayGiveUp, type SeenHost } from '../src/mtasts/delivery.ts'
import { fetchPolicy, POLICY_BYTES, POLICY_FETCH_MILLISECONDS } from '../src/mtasts/fetch.ts'
import { createPolicyLookup, type PolicyLookup } from '../src/mtasts/lookup-policy.ts'
import { coverMx, exchangersOf, matchMx } from '../src/mtasts/match.ts'
import { isPolicyMediaType } from '../src/mtasts/media-type.ts'
import { type Policy, parsePolicy } from '../src/mtasts/policy.ts'
import { createMemoryPolicyCache } from '../src/mtasts/policy-cache.ts'
import type { PolicyFetch } from '../src/mtasts/policy-fetch.ts'
import { parseRecord, selectRecord } from '../src/mtasts/record.ts'
import { BACK_OFF_MILLISECONDS } from '../src/mtasts/refresh.ts'
import { planWithdrawal } from '../src/mtasts/withdrawal.ts'
import {
  dialTo,
  fetchFrom,
  NOW,
  PUBLIC_ADDRESS,
  ROOTS,
  say,
  startTestHost,
  type TestHost,
  tableResolver,
} from './support/policy-hosts.ts'

/* RFC 8461 statement by statement, each by the parts that obey it together: names, policy host, cache and clock. */

const DAY = 86_400_000
const TEXT = (mode: string, maxAge = 86_400, mx = 'mx.example.com'): string =>
  `version: STSv1\nmode: ${mode}\nmx: ${mx}\nmax_age: ${maxAge}\n`

/** A domain whose record, policy and clock a test sets. */
interface World {
  record: readonly string[] | 'failed'
  answer: (request: IncomingMessage, response: ServerResponse) => void
  now: number
  lookup: PolicyLookup
  asked: readonly string[]
}

let host: TestHost
let world: World
beforeAll(async () => {
  host = await startTestHost((request, response) => world.answer(request, response))
})
afterAll(() => host.close())

beforeEach(() => {
  const now = NOW.getTime()
  const made = { record: ['v=STSv1; id=1'], answer: say(200, 'text/plain', TEXT('enforce')), now }
  const table = (): Parameters<typeof tableResolver>[0] => ({
    'mta-sts.example.com': { A: [PUBLIC_ADDRESS] },
    '_mta-sts.example.com': world.record === 'failed' ? 'failed' : { TXT: world.record },
  })
  const asked: string[] = []
  const resolver: Resolver = {
    description: 'a table',
    lookup: (name, type, signal) => {
      asked.push(`${name} ${type}`)
      return tableResolver(table()).lookup(name, type, signal)
    },
  }
  const fetch = (domain: string, signal: AbortSignal): Promise<PolicyFetch> =>
    fetchPolicy({
      domain,
      resolver,
      roots: ROOTS,
      dial: dialTo(host.port),
      startTls: startPolicyTls,
      specialKind: () => null,
      now: () => new Date(world.now),
      signal,
    })
  const lookup = createPolicyLookup({ resolver, cache: createMemoryPolicyCache(), fetch, now: () => world.now })
  world = { ...made, lookup, asked }
})

/** The action that a look at example.com leads to, and the mode that applies. */
async function look(): Promise<readonly [action: string, mode: string | null]> {
  const { decision, policy } = await world.lookup.policyOf('example.com')
  return [decision.action, policy?.mode ?? null]
}

const served = (text: string): void => {
  world.answer = say(200, 'text/plain', text)
}

const requests = (): number => host.requests.length

describe('the record', () => {
  test('RFC 8461 line 1: the strings of one TXT record are joined without a separator, and aliases are followed', async () => {
    const { zones } = buildSignedTree(
      [
        {
          origin: '.',
          text: '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 192.0.2.53\n_mta-sts.example CNAME a.provider\na.provider CNAME b.provider\nb.provider TXT "v=STSv1; i" "d=2016" "0831;"\n',
          algorithm: null,
        },
      ],
      { inception: 0, expiration: 1 },
    )
    const authority = await startAuthority({ address: '127.0.0.1', port: 0 }, zones)
    const resolver = createStubResolver({ servers: [{ address: '127.0.0.1', port: authority.port }] })
    const lookup = await resolver.lookup('_mta-sts.example', 'TXT')
    expect(lookup).toMatchObject({ records: ['v=STSv1; id=20160831;'], cnames: ['a.provider', 'b.provider'] })
    expect(selectRecord(lookup.records)).toMatchObject({ kind: 'one', record: { verdict: 'valid', id: '20160831' } })
    await authority.close()
  })

  test('RFC 8461 line 2: the version first, blanks around semicolons, one more at the end; names and values by case', () => {
    const verdict = (text: string): string => parseRecord(text).verdict
    expect(['v=STSv1;id=a', 'v=STSv1 \t; \tid=a \t; \t', 'v=STSv1; x=1; id=a;'].map(verdict)).toEqual([
      'valid',
      'valid',
      'valid',
    ])
    expect(
      ['v=STSv1;; id=a', 'v=STSv1; id=a;;', 'v=STSv1; ID=a', 'v=stsv1; id=a', 'id=a; v=STSv1'].map(verdict),
    ).toEqual(['invalid', 'invalid', 'invalid', 'none', 'none'])
  })

  test('RFC 8461 line 3: an id is required, of 1 to 32 letters and digits', () => {
    const id = (value: string): string => parseRecord(`v=STSv1; id=${value}`).verdict
    expect(['a', 'Z9', '0'.repeat(32)].map(id)).toEqual(['valid', 'valid', 'valid'])
    expect(['', '0'.repeat(33), 'a-b', 'a_b', 'a b', 'ä'].map(id)).toEqual(Array(6).fill('invalid'))
    expect(parseRecord('v=STSv1; x=a').errors).toMatchObject([{ code: 'record-id-missing' }])
  })

  test('RFC 8461 line 4: names of extensions and their values', () => {
    const extension = (field: string): string => parseRecord(`v=STSv1; id=a; ${field}`).verdict
    expect(['a=1', '9_-.=x', `${'n'.repeat(32)}=:<>?~!`].map(extension)).toEqual(['valid', 'valid', 'valid'])
    const bad = [`${'n'.repeat(33)}=1`, '_a=1', '-a=1', '.a=1', 'a=', 'a=b=c', 'a=b c', 'a=\u0007', 'a']
    expect(bad.map(extension)).toEqual(Array(bad.length).fill('invalid'))
  })

  test('RFC 8461 line 5: other records are discarded; without exactly one there is no new policy, and the cached one stays', async () => {
    expect(await look()).toEqual(['replace', 'enforce'])
    const before = requests()
    for (const record of [[], ['hello'], ['v=STSv1; id=2', 'v=STSv1; id=3'], ['v=STSv1; id='], ['v=STSv2; id=2']]) {
      world.record = record
      expect(await look()).toEqual(['keep', 'enforce'])
    }
    expect(requests()).toBe(before)
    world.record = ['v=spf1 -all', 'v=STSv1; id=2']
    expect(await look()).toEqual(['replace', 'enforce'])
  })

  test('RFC 8461 line 6: without an answer of the DNS the cached policy applies', async () => {
    expect(await look()).toEqual(['replace', 'enforce'])
    world.record = 'failed'
    expect(await look()).toEqual(['keep', 'enforce'])
    world.now += 2 * DAY
    expect(await look()).toEqual(['expire', null])
    expect(await look()).toEqual(['none', null])
  })
})

describe('the policy', () => {
  test('RFC 8461 line 7: where it is, and how its lines end', async () => {
    const { url } = await fetchFrom(host.port)
    expect(url).toBe('https://mta-sts.example.com/.well-known/mta-sts.txt')
    expect(host.requests.at(-1)).toBe('GET /.well-known/mta-sts.txt mta-sts.example.com')
    const texts = [
      TEXT('enforce'),
      TEXT('enforce').replaceAll('\n', '\r\n'),
      TEXT('enforce').trimEnd(),
      TEXT('enforce').replaceAll(': ', ':\t ').replaceAll('\n', ' \t\n'),
    ]
    expect(texts.map((text) => parsePolicy(text).policy)).toEqual(Array(4).fill(parsePolicy(texts[0] ?? '').policy))
    expect(parsePolicy(texts[0] ?? '').verdict).toBe('valid')
    expect(parsePolicy(TEXT('enforce').replace('mode:', 'mode :')).verdict).toBe('invalid')
  })

  test('RFC 8461 line 8: the values of the four keys, and which are required', () => {
    const verdict = (text: string): string => parsePolicy(text).verdict
    expect(
      [
        TEXT('enforce'),
        TEXT('testing'),
        TEXT('none'),
        TEXT('enforce', 31_557_600),
        TEXT('enforce', 0),
        TEXT('enforce', 1, '*.example.com'),
      ].map(verdict),
    ).toEqual(Array(6).fill('valid'))
    const bad = [
      TEXT('enforce').replace('STSv1', 'STSv2'),
      TEXT('Enforce'),
      TEXT('enforce', 31_557_601),
      TEXT('enforce').replace('86400', '00000086400'),
      TEXT('enforce', 1, 'bücher.example'),
      TEXT('enforce', 1, '*.*.example.com'),
      TEXT('enforce', 1, 'mx.example.com.'),
      ...['version', 'mode', 'max_age', 'mx'].map((key) =>
        TEXT('enforce').replace(new RegExp(`^${key}:.*\n`, 'm'), ''),
      ),
    ]
    expect(bad.map(verdict)).toEqual(Array(bad.length).fill('invalid'))
    expect(verdict('version: STSv1\nmode: none\nmax_age: 1')).toBe('valid')
  })

  test('RFC 8461 line 9: mx adds up, of other keys the first counts, unknown ones are ignored, in any order', () => {
    const text =
      'max_age: 5\nmx: b.example\nnote: x\nmode: testing\nmx: a.example\nmode: enforce\nversion: STSv1\nmax_age: 6\nnote: y'
    expect(parsePolicy(text).policy).toEqual({
      version: 'STSv1',
      mode: 'testing',
      maxAgeSeconds: 5,
      mx: ['b.example', 'a.example'],
    })
    expect(parsePolicy(`${text}\nno te: z`).verdict).toBe('invalid')
  })

  test('RFC 8461 line 10: text/plain with any parameters, and nothing else', async () => {
    expect(['text/plain', 'Text/Plain; charset=utf-8', 'text/plain;x=y'].map(isPolicyMediaType)).toEqual([
      true,
      true,
      true,
    ])
    expect(['text/html', 'text/plainer', 'application/octet-stream', '', null].map(isPolicyMediaType)).toEqual(
      Array(5).fill(false),
    )
    world.answer = say(200, 'text/html', TEXT('enforce'))
    expect(await look()).toEqual(['none', null])
  })
})

describe('the policy host', () => {
  test('RFC 8461 line 11: a DNS-ID, a trusted chain, in date; an asterisk for the left-most label; never the CN', async () => {
    const good = [
      { names: ['mta-sts.example.com'] },
      { names: ['*.example.com'] },
      { names: ['x.example', 'MTA-STS.example.com'] },
    ]
    const bad = [
      { names: ['example.com'] },
      { names: ['mta-*.example.com'] },
      { names: ['*.com'] },
      { names: [], commonName: 'mta-sts.example.com' },
      { names: ['mta-sts.example.com'], issuer: 'untrusted' as const },
      { names: ['mta-sts.example.com'], notAfter: new Date(NOW.getTime() - 1_000) },
    ]
    for (const [certificates, isGood] of [
      [good, true],
      [bad, false],
    ] as const) {
      for (const certificate of certificates) {
        const other = await startTestHost(say(200, 'text/plain', TEXT('enforce')), certificate)
        const { failure } = await fetchFrom(other.port)
        expect([certificate, failure === null || failure.code]).toEqual([
          certificate,
          isGood || expect.stringMatching(/^certificate-/),
        ])
        await other.close()
      }
    }
  })

  test('RFC 8461 line 12: no redirect, only 200, no cache, 64 KiB, one minute, and not again and again', async () => {
    expect([POLICY_BYTES, POLICY_FETCH_MILLISECONDS]).toEqual([65_536, 60_000])
    for (const status of [201, 203, 204, 301, 302, 307, 404, 500, 503]) {
      world.answer = (_, response) =>
        response
          .writeHead(status, { 'Content-Type': 'text/plain', Location: '/.well-known/mta-sts.txt' })
          .end(status === 204 ? '' : TEXT('enforce'))
      const before = requests()
      expect((await fetchFrom(host.port)).failure).toMatchObject({ status })
      expect(requests()).toBe(before + 1)
    }
    // Twice the same within its max-age is asked for twice, although HTTP would let it be kept.
    world.answer = (_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Cache-Control': 'max-age=999' }).end(TEXT('enforce'))
    const before = requests()
    await fetchFrom(host.port)
    await fetchFrom(host.port)
    expect(requests()).toBe(before + 2)
    // A hundred messages at once are one fetch, and a failed one is not repeated for each message.
    world.answer = say(503, 'text/plain', '')
    world.record = ['v=STSv1; id=new']
    await Promise.all(Array.from({ length: 100 }, () => world.lookup.policyOf('example.com')))
    await look()
    expect(requests()).toBe(before + 3)
  })

  test('RFC 8461 line 13: fetched when the id is new or nothing is cached; a failure leaves the cached policy; a pause of five minutes', async () => {
    expect(BACK_OFF_MILLISECONDS).toBeGreaterThanOrEqual(300_000)
    const before = requests()
    expect(await look()).toEqual(['replace', 'enforce'])
    expect(await look()).toEqual(['keep', 'enforce'])
    expect(requests()).toBe(before + 1)
    world.record = ['v=STSv1; id=2']
    world.answer = say(500, 'text/plain', '')
    expect(await look()).toEqual(['keep', 'enforce'])
    served(TEXT('testing'))
    world.now += BACK_OFF_MILLISECONDS - 1
    expect(await look()).toEqual(['keep', 'enforce'])
    expect(requests()).toBe(before + 2)
    world.now += 1
    expect(await look()).toEqual(['replace', 'testing'])
  })

  test('RFC 8461 line 14: parent domains are not searched', async () => {
    const { policy } = await world.lookup.policyOf('sub.example.com')
    expect(policy).toBeNull()
    expect(world.asked).toEqual(['_mta-sts.sub.example.com TXT'])
  })
})

describe('the exchangers', () => {
  const good: SeenHost = {
    host: 'mx.example.com',
    startTls: true,
    certificate: { verification: 'OK', dnsNames: ['mx.example.com'] },
  }
  const policy = (mode: Policy['mode']): Policy => ({
    version: 'STSv1',
    mode,
    maxAgeSeconds: 1,
    mx: ['mx.example.com'],
  })
  const bad: SeenHost = { ...good, certificate: { verification: 'OK', dnsNames: [] } }

  test('RFC 8461 line 15: an asterisk is exactly one label, the left-most; case and a final dot make no difference; A-labels', () => {
    const by = (name: string): boolean => matchMx(name, ['*.Example.com', 'xn--mx-eka.test']) !== null
    expect(['mail.example.com', 'MAIL.EXAMPLE.COM.', 'xn--mx-eka.test'].map(by)).toEqual([true, true, true])
    expect(['example.com', 'a.mail.example.com', 'mailexample.com', 'mail.example.com.test'].map(by)).toEqual(
      Array(4).fill(false),
    )
  })

  test('RFC 8461 line 16: the certificate of an exchanger: trusted, its own name as DNS-ID, in date; self-signed fails, a CN is nothing', () => {
    const seen = (verification: string, dnsNames: readonly string[]): SeenHost => ({
      ...good,
      certificate: { verification, dnsNames },
    })
    const objections = [
      seen('OK', ['mx.example.com']),
      seen('OK', ['*.example.com']),
      seen('OK', []),
      seen('OK', ['example.com']),
      seen('DEPTH_ZERO_SELF_SIGNED_CERT', ['mx.example.com']),
      seen('CERT_HAS_EXPIRED', ['mx.example.com']),
    ].map((each) => deliveryTo(each, policy('enforce'), 'absent').objection)
    expect(objections).toEqual([
      null,
      null,
      'certificate-host-mismatch',
      'certificate-host-mismatch',
      'certificate-not-trusted',
      'certificate-expired',
    ])
  })

  test('RFC 8461 line 17: enforce skips a host, testing delivers and reports, none does nothing; the id is looked up again before giving up', () => {
    expect(deliveryTo(bad, policy('enforce'), 'absent')).toEqual({
      action: 'skip',
      objection: 'certificate-host-mismatch',
    })
    expect(deliveryTo(bad, policy('testing'), 'absent')).toEqual({
      action: 'deliver',
      objection: 'certificate-host-mismatch',
    })
    expect(deliveryTo(bad, policy('none'), 'absent')).toEqual({ action: 'deliver', objection: null })
    expect([mayGiveUp('1', { kind: 'id', id: '2' }), mayGiveUp('1', { kind: 'id', id: '1' })]).toEqual([false, true])
  })

  test('RFC 8461 line 20: MTA-STS does not override a failure of DANE', () => {
    expect(deliveryTo(good, policy('enforce'), 'failed').action).toBe('skip')
    expect(deliveryTo(good, policy('enforce'), 'absent').action).toBe('deliver')
  })

  test('RFC 8461 line 22: without MX records the domain itself is the name to match', () => {
    const lookup = (outcome: 'nodata' | 'records', records: readonly MxRecord[]): Lookup<MxRecord> => ({
      name: 'example.com',
      type: 'MX',
      outcome,
      records,
      cnames: [],
      dnssec: { status: 'insecure', ede: null, reason: '', chain: [] },
      ttlSeconds: 1,
    })
    expect(exchangersOf(lookup('nodata', []))).toEqual(['example.com'])
    expect(coverMx(exchangersOf(lookup('nodata', [])) ?? [], ['mx.example.com'])).toMatchObject({
      uncovered: ['example.com'],
    })
    expect(
      exchangersOf(
        lookup('records', [
          { preference: 20, exchange: 'b' },
          { preference: 10, exchange: 'a' },
        ]),
      ),
    ).toEqual(['a', 'b'])
    expect(exchangersOf(lookup('records', [{ preference: 0, exchange: '.' }]))).toEqual([])
  })
})

describe('time', () => {
  test('RFC 8461 line 18: a policy is kept for max_age from its fetch, renewed daily, and outlives its record', async () => {
    served(TEXT('enforce', 7 * 86_400))
    expect(await look()).toEqual(['replace', 'enforce'])
    world.record = []
    world.now += 6 * DAY
    expect(await look()).toEqual(['keep', 'enforce'])
    world.record = ['v=STSv1; id=1']
    world.now += BACK_OFF_MILLISECONDS + 1
    const before = requests()
    // No mail, but the time: the fetch puts the end off by another week.
    const refreshed = await world.lookup.refreshDue()
    expect(refreshed.map(({ domain, decision }) => [domain, decision.action])).toEqual([['example.com', 'replace']])
    expect(requests()).toBe(before + 1)
    expect(await world.lookup.refreshDue()).toEqual([])
    world.record = 'failed'
    world.now += 6.9 * DAY
    expect(await look()).toEqual(['keep', 'enforce'])
    world.now += 0.2 * DAY
    expect(await look()).toEqual(['expire', null])
  })

  test('RFC 8461 line 19: a withdrawal, step by step', async () => {
    served(TEXT('enforce', 14 * 86_400))
    expect(await look()).toEqual(['replace', 'enforce'])
    const [policy, record, removal] = planWithdrawal(14 * 86_400, new Date(world.now))
    if (policy?.step !== 'publish-policy' || record?.step !== 'publish-record')
      throw new Error('the order is another one')
    served(policy.text)
    expect(await look()).toEqual(['keep', 'enforce'])
    world.record = [record.text]
    expect(await look()).toEqual(['replace', 'none'])
    expect(Date.parse(removal?.from ?? '') - world.now).toBe(14 * DAY)
    world.now += 14 * DAY
    world.record = []
    expect(await look()).toEqual(['expire', null])
  })

  test('RFC 8461 line 21: the policy host may be an alias of a provider whose certificate bears the name', async () => {
    const lookup: Lookup<string> = {
      name: 'mta-sts.example.com',
      type: 'A',
      outcome: 'records',
      records: [PUBLIC_ADDRESS],
      cnames: ['policies.provider.example'],
      dnssec: { status: 'insecure', ede: null, reason: '', chain: [] },
      ttlSeconds: 1,
    }
    const resolver = tableResolver({})
    const fetched = await fetchPolicy({
      domain: 'example.com',
      resolver: {
        ...resolver,
        lookup: async (name, type) => ({
          ...(await resolver.lookup(name, type)),
          ...(type === 'A' ? { ...lookup, type, records: [PUBLIC_ADDRESS as never] } : {}),
        }),
      },
      roots: ROOTS,
      dial: dialTo(host.port),
      startTls: startPolicyTls,
      specialKind: () => null,
      now: () => NOW,
    })
    expect(fetched).toMatchObject({ failure: null, v4: { cnames: ['policies.provider.example'] } })
    // SNI, Host and certificate bear the name of the policy host, not that of the provider.
    expect(host.names.at(-1)).toBe('mta-sts.example.com')
    expect(host.requests.at(-1)).toContain('mta-sts.example.com')
  })
})

describe('RFC 8461: known defects of other implementations', () => {
  test('an asterisk that stands for several labels', () => {
    expect(matchMx('a.b.example.com', ['*.example.com'])).toBeNull()
  })

  test('of duplicates the last one wins', () => {
    expect(parsePolicy(`${TEXT('enforce')}mode: none\nmax_age: 1\n`).policy).toMatchObject({
      mode: 'enforce',
      maxAgeSeconds: 86_400,
    })
    expect(parseRecord('v=STSv1; id=a; id=b').id).toBe('a')
  })

  test('version or max_age may be missing', () => {
    expect(parsePolicy(TEXT('enforce').replace('version: STSv1\n', '')).verdict).toBe('invalid')
    expect(parsePolicy(TEXT('enforce').replace('max_age: 86400\n', '')).verdict).toBe('invalid')
  })

  test('max_age may be empty', () => {
    expect(parsePolicy(TEXT('enforce').replace('86400', '')).verdict).toBe('invalid')
  })

  test('mode none without mx is refused', () => {
    expect(parsePolicy('version: STSv1\nmode: none\nmax_age: 86400').verdict).toBe('valid')
  })

  test('a misspelt nmx leads to a policy that no host meets', () => {
    const alone = parsePolicy(TEXT('enforce').replace('mx:', 'nmx:'))
    expect(alone).toMatchObject({ verdict: 'invalid', policy: null, errors: [{ code: 'policy-mx-missing' }] })
    expect(alone.warnings[0]).toMatchObject({ code: 'policy-key-misspelt', text: 'nmx: mx.example.com' })
  })
})
