import { createSocket, type Socket } from 'node:dgram'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { attempt } from '../base/failure.ts'
import { afterSilence } from './after-silence.ts'
import { type DnsServer, startAuthority, startDnsServer } from './authority.ts'
import { failedLookup } from './cached-lookups.ts'
import type { Resolver } from './lookup.ts'
import { type OpenResolverOptions, openResolver } from './open-resolver.ts'
import { buildSignedTree } from './signed-tree.ts'
import type { ServerAddress } from './transport/upstream.ts'
import { respondFromZones } from './zone/respond.ts'

const SECONDS = Math.floor(Date.now() / 1_000)
const TEXT = '@ SOA ns h 1 2 3 4 300\n@ NS ns\nns A 127.0.0.1\n@ MX 10 mail\nmail A 192.0.2.25\ndns A 127.0.0.1'
const tree = buildSignedTree(
  [
    { origin: '.', text: '@ SOA ns.lab. h 1 2 3 4 300\n@ NS ns.lab.\n' },
    { origin: 'lab.', text: TEXT },
  ],
  { inception: SECONDS - 86_400, expiration: SECONDS + 86_400 },
)

/** Milliseconds of one exchange; a diagnosis of one server costs two. */
const PATIENCE = 200

/** A good server: of all zones, so that it serves for recursion and as the root. */
let good: DnsServer
/** One that answers without what DNSSEC needs. */
let stripping: DnsServer
/** One that answers with an error. */
let broken: DnsServer
/** Never answers, and its TCP port is closed. */
let silent: Socket

beforeAll(async () => {
  const at = { address: '127.0.0.1', port: 0 }
  good = await startAuthority(at, tree.zones)
  stripping = await startDnsServer(at, (query) =>
    respondFromZones(tree.zones, { ...query, edns: query.edns && { ...query.edns, dnssecOk: false } }),
  )
  broken = await startDnsServer(at, (query) => ({ ...respondFromZones([], query), rcode: 2 }))
  silent = createSocket('udp4')
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve))
})

afterAll(async () => {
  await Promise.all([good, stripping, broken].map((server) => server.close()))
  silent.close()
})

function options(changes: Partial<OpenResolverOptions> = {}): OpenResolverOptions {
  return {
    anchors: tree.anchors,
    timeoutMilliseconds: PATIENCE,
    systemServers: [good],
    hints: [good],
    authorityPort: good.port,
    ...changes,
  }
}

function place({ address, port }: ServerAddress): string {
  return `${address}:${port}`
}

describe('the system’s servers', () => {
  it('are kept when they pass DNSSEC on', async () => {
    const { resolver, warning } = await openResolver(options())
    expect(warning).toBeNull()
    expect(resolver.description).toBe(`validating here, through ${place(good)}`)
    expect((await resolver.lookup('lab', 'MX')).dnssec.status).toBe('secure')
  })

  const troubles: readonly { name: string; servers: () => readonly ServerAddress[]; says: RegExp }[] = [
    {
      name: 'lose signatures',
      servers: () => [stripping],
      says: /^iterating from the root, because 127\.0\.0\.1:\d+ does not pass DNSSEC on \(the DNSKEY set of \. is not signed\)$/,
    },
    {
      name: 'answer with errors',
      servers: () => [broken],
      says: /^iterating from the root, because 127\.0\.0\.1:\d+ does not pass DNSSEC on \(DNSKEY of \. is answered with SERVFAIL\)$/,
    },
    {
      name: 'do not answer',
      servers: () => [silent.address()],
      says: /^iterating from the root, because 127\.0\.0\.1:\d+ does not answer \(there is no answer to DNSKEY of \. \(dns-timeout\)\)$/,
    },
  ]
  it.each(troubles)('are replaced by iteration, and it is said, when they $name', async ({ servers, says }) => {
    const { resolver, warning } = await openResolver(options({ systemServers: servers() }))
    expect(warning).toMatch(says)
    expect(resolver.description).toBe('validating here, through iteration from the root')
    expect(await resolver.lookup('lab', 'MX')).toMatchObject({ outcome: 'records', dnssec: { status: 'secure' } })
  })

  it('one good server beside a silent one is enough', async () => {
    const { warning } = await openResolver(options({ systemServers: [silent.address(), good] }))
    expect(warning).toBeNull()
  })

  it('a machine without servers iterates', async () => {
    const { systemServers, ...rest } = options({ resolvConf: '/no/such/resolv.conf' })
    expect(systemServers).toEqual([good])
    const { resolver, warning } = await openResolver(rest)
    expect(warning).toBe('iterating from the root, because /no/such/resolv.conf cannot be read')
    expect((await resolver.lookup('mail.lab', 'A')).records).toEqual(['192.0.2.25'])
  })
})

describe('a server that the user has named', () => {
  it('is used without a word when it is good', async () => {
    const { resolver, warning } = await openResolver(options({ resolver: place(good) }))
    expect(warning).toBeNull()
    expect((await resolver.lookup('lab', 'MX')).dnssec.status).toBe('secure')
  })

  it('is kept when it loses signatures, with a warning, and nothing is believed', async () => {
    const { resolver, warning } = await openResolver(options({ resolver: place(stripping) }))
    expect(warning).toMatch(/does not pass DNSSEC on \(.*\): nothing can be proved through it$/)
    expect(await resolver.lookup('lab', 'MX')).toMatchObject({ outcome: 'failed', dnssec: { status: 'bogus' } })
  })

  it('is not asked again when it was silent: lookups fail at once, each in its own name', async () => {
    let queries = 0
    const count = (): void => {
      queries += 1
    }
    silent.on('message', count)
    onTestFinished(() => void silent.off('message', count))
    const start = performance.now()
    const { resolver, warning } = await openResolver(options({ resolver: place(silent.address()) }))
    expect(performance.now() - start).toBeGreaterThanOrEqual(2 * PATIENCE - 20)
    const diagnosed = queries
    const [mx, a] = await Promise.all([resolver.lookup('lab', 'MX'), resolver.lookup('mail.lab', 'A')])
    expect(warning).toMatch(/does not answer \(.*\): nothing can be proved through it$/)
    expect(mx).toMatchObject({
      name: 'lab',
      outcome: 'failed',
      records: [],
      failure: { code: 'dns-timeout', name: 'lab' },
      dnssec: { status: 'indeterminate', ede: 22, reason: expect.stringContaining('no answer to DNSKEY of .') },
    })
    expect(a.failure).toMatchObject({ code: 'dns-timeout', name: 'mail.lab' })
    await pause(PATIENCE / 4)
    expect(diagnosed).toBeGreaterThan(0)
    expect(queries).toBe(diagnosed)
  })

  it('is asked again after a rest', async () => {
    let milliseconds = 0
    const asked: string[] = []
    const upstream: Resolver = {
      description: 'the upstream',
      lookup: (name, type) => {
        asked.push(name)
        return Promise.resolve(failedLookup(name, type, { code: 'dns-no-server', reason: 'asked' }))
      },
    }
    const failure = { code: 'dns-timeout', server: '192.0.2.53:53', name: '.' } as const
    const resolver = afterSilence(upstream, { reason: 'it was silent', failure }, () => milliseconds)
    expect(await resolver.lookup('early.lab', 'A')).toMatchObject({
      failure: { code: 'dns-timeout', name: 'early.lab' },
      dnssec: { reason: 'it was silent' },
    })
    milliseconds = 30_000
    expect(await resolver.lookup('late.lab', 'A')).toMatchObject({ failure: { reason: 'asked' } })
    expect(asked).toEqual(['late.lab'])
    expect(resolver.description).toBe('the upstream')
  })
})

describe('other ways', () => {
  it('iterate: from the root, without a diagnosis', async () => {
    const { resolver, warning } = await openResolver(
      options({ resolver: 'iterate', systemServers: [silent.address()] }),
    )
    expect(warning).toBeNull()
    expect((await resolver.lookup('lab', 'MX')).dnssec.status).toBe('secure')
  })

  const refused = [
    { resolver: 'resolver.example', code: 'option-invalid' },
    { resolver: 'ftp://192.0.2.1', code: 'option-invalid' },
    { resolver: 'tls://', code: 'name-invalid' },
    { resolver: 'tls://a..b', code: 'name-invalid' },
    { resolver: 'tls://dns.lab#dns.lab', code: 'option-invalid' },
    { resolver: 'https://dns.lab/#not-an-address', code: 'option-invalid' },
    // Its name is nowhere to be found, and the system’s servers have to be asked for it.
    { resolver: 'tls://none.lab', code: 'dns-no-server' },
    { resolver: 'https://none.lab/dns-query', code: 'dns-no-server' },
  ]
  it.each(refused)('$resolver is refused: $code', async ({ resolver, code }) => {
    expect(await attempt(() => openResolver(options({ resolver })))).toMatchObject({ ok: false, failure: { code } })
  })

  it.each([
    { name: 'silent', server: () => silent.address(), failure: { code: 'dns-timeout', name: 'dns.lab' } },
    { name: 'failing', server: () => broken, failure: { code: 'dns-rcode', name: 'dns.lab', rcode: 'SERVFAIL' } },
  ])('a name whose address only $name servers know is not one without an address', async ({ server, failure }) => {
    const opening = openResolver(options({ resolver: 'tls://dns.lab', systemServers: [server()] }))
    expect(await attempt(() => opening)).toMatchObject({ ok: false, failure })
  })

  it('the search for the address of a name can be cancelled', async () => {
    const controller = new AbortController()
    const { signal } = controller
    const systemServers = [silent.address()]
    const start = performance.now()
    const opening = attempt(() =>
      openResolver(options({ resolver: 'https://dns.lab/', systemServers, signal, timeoutMilliseconds: 5_000 })),
    )
    setTimeout(() => controller.abort(), 20)
    expect(await opening).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(performance.now() - start).toBeLessThan(2_000)
  })

  it('DoT to where nobody speaks TLS: it does not answer, and lookups say so at once', async () => {
    const { resolver, warning } = await openResolver(options({ resolver: `tls://dns.lab:${silent.address().port}` }))
    expect(warning).toMatch(/^tls:\/\/.* does not answer \(.*\): nothing can be proved through it$/)
    expect(await resolver.lookup('lab', 'MX')).toMatchObject({
      outcome: 'failed',
      dnssec: { status: 'indeterminate', ede: 22 },
    })
  })

  it('a diagnosis can be cancelled', async () => {
    const controller = new AbortController()
    const opening = attempt(() =>
      openResolver(
        options({ resolver: place(silent.address()), signal: controller.signal, timeoutMilliseconds: 5_000 }),
      ),
    )
    controller.abort()
    expect(await opening).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
  })
})
