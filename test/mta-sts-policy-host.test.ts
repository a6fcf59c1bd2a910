import { once } from 'node:events'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { get as httpGet } from 'node:http'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { attempt } from '../src/base/failure.ts'
import {
  type HostEvent,
  type PolicyHost,
  type PolicyHostOptions,
  startPolicyHost,
} from '../src/mtasts/host/policy-host.ts'
import { watchFolder } from '../src/mtasts/host/watch-folder.ts'
import { policyId } from '../src/mtasts/policy-id.ts'
import { authority, fetchFrom, GOOD_POLICY, NOW } from './support/policy-hosts.ts'

/* Our policy host: what it answers, and how it follows its files. */

const FAST = { pollMilliseconds: 100, settleMilliseconds: 20 }

let folder = ''
let policies = ''
let certificates = ''
let host: PolicyHost | null = null
let events: HostEvent[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wiretight-policy-host-'))
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(async () => {
  await host?.close()
  host = null
})

/** Puts a file in place as a careful program does. */
async function put(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text)
  await rename(`${path}.new`, path)
}

async function putCertificate(name: string, names: readonly string[], notAfter?: Date): Promise<string> {
  const issued = await authority.issue({ names, ...(notAfter === undefined ? {} : { notAfter }) })
  await put(join(certificates, name), `${issued.chainPem}${issued.privateKeyPem}`)
  return issued.pem
}

/** A host for example.com and example.org, with one certificate for both. */
async function start(changes: Partial<PolicyHostOptions> = {}): Promise<PolicyHost> {
  const own = await mkdtemp(join(folder, 'host-'))
  policies = join(own, 'policies')
  certificates = join(own, 'certificates')
  await Promise.all([mkdir(policies), mkdir(certificates)])
  await put(join(policies, 'example.com.txt'), GOOD_POLICY)
  await put(
    join(policies, 'policies.json'),
    JSON.stringify({ 'example.org': { mode: 'testing', mx: ['*.example.org'], maxAge: 86_400 } }),
  )
  await putCertificate('both.pem', ['mta-sts.example.com', 'mta-sts.example.org'])
  events = []
  host = await startPolicyHost({
    policies,
    certificates,
    address: '127.0.0.1',
    port: 0,
    adminPort: 0,
    now: () => NOW,
    watch: FAST,
    onEvent: (event) => events.push(event),
    ...changes,
  })
  return host
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
  readonly certificate: string
}

interface Asking {
  readonly method?: string
  readonly path?: string
  readonly name?: string
  readonly servername?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

function ask(port: number, asking: Asking = {}): Promise<Reply> {
  const {
    method = 'GET',
    path = '/.well-known/mta-sts.txt',
    name = 'mta-sts.example.com',
    servername = name,
    headers,
    body,
  } = asking
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        servername,
        agent: false,
        ca: authority.certificates.root.pem,
        headers: { Host: name, ...headers },
      },
      (response) => {
        const certificate = (response.socket as TLSSocket).getPeerX509Certificate()?.toString() ?? ''
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, certificate }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

function askAdmin(port: number | null, path: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    httpGet({ host: '127.0.0.1', port: port ?? 0, path, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    }).on('error', reject)
  })
}

/** Asks until the reply is as wanted. */
async function until(port: number, asking: Asking, isWanted: (reply: Reply) => boolean): Promise<Reply> {
  for (let tries = 0; tries < 200; tries += 1) {
    const reply = await ask(port, asking)
    if (isWanted(reply)) return reply
    await sleep(25)
  }
  throw new Error('the host did not follow its files')
}

describe('answers', () => {
  test('a policy, as any sender fetches it', async () => {
    const { port } = await start()
    expect(await fetchFrom(port)).toMatchObject({
      failure: null,
      response: { status: 200, contentType: 'text/plain; charset=utf-8', body: { text: GOOD_POLICY, isWhole: true } },
      tls: { verification: { state: 'verified' } },
    })
  })

  test('headers that leave nothing to caches, and HEAD', async () => {
    const { port } = await start()
    const [got, head] = await Promise.all([ask(port), ask(port, { method: 'HEAD' })])
    for (const { status, headers } of [got, head]) {
      expect(status).toBe(200)
      expect(headers).toMatchObject({
        'content-type': 'text/plain; charset=utf-8',
        'content-length': String(GOOD_POLICY.length),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      expect(headers).not.toHaveProperty('location')
      expect(headers).not.toHaveProperty('etag')
    }
    expect([got.body, head.body]).toEqual([GOOD_POLICY, ''])
  })

  test('each domain its own, by Host and SNI', async () => {
    const { port } = await start()
    const { body } = await ask(port, { name: 'mta-sts.example.org' })
    expect(body).toBe('version: STSv1\r\nmode: testing\r\nmx: *.example.org\r\nmax_age: 86400\r\n')
    expect((await ask(port, { name: 'MTA-STS.Example.ORG.:443', servername: 'mta-sts.example.org' })).body).toBe(body)
  })

  const refusals = [
    { name: 'another path', asking: { path: '/' }, status: 404 },
    { name: 'a path that only looks like it', asking: { path: '/.well-known/mta-sts.txt/' }, status: 404 },
    { name: 'a query', asking: { path: '/.well-known/mta-sts.txt?x' }, status: 404 },
    { name: 'a path upwards', asking: { path: '/.well-known/../policies.json' }, status: 404 },
    { name: 'POST', asking: { method: 'POST', body: 'x' }, status: 405 },
    {
      name: 'a host that was not meant',
      asking: { name: 'mta-sts.example.org', servername: 'mta-sts.example.com' },
      status: 421,
    },
    { name: 'a large head', asking: { headers: { X: 'x'.repeat(9_000) } }, status: 431 },
  ] as const

  test.each(refusals)('$name: $status, and no redirect', async ({ asking, status }) => {
    const { port } = await start()
    const reply = await ask(port, asking)
    expect(reply.status).toBe(status)
    expect(reply.headers).not.toHaveProperty('location')
    if (status === 405) expect(reply.headers).toMatchObject({ allow: 'GET, HEAD', connection: 'close' })
  })

  test('no handshake for a host without a certificate, nor without SNI, nor below TLS 1.2', async () => {
    const { port } = await start()
    await expect(ask(port, { name: 'mta-sts.example.net' })).rejects.toThrow(/handshake|alert/)
    const shake = (options: object): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options })
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
        socket.once('secureConnect', () => {
          socket.destroy()
          resolve('connected')
        })
      })
    expect(await shake({})).toMatch(/^ERR_SSL/)
    expect(
      await shake({
        servername: 'mta-sts.example.com',
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'ALL:@SECLEVEL=0',
      }),
    ).toMatch(/^ERR_SSL/)
    expect(await shake({ servername: 'mta-sts.example.com' })).toBe('connected')
  })

  test('slow clients are ended', async () => {
    const { port } = await start({
      limits: { handshakeTimeout: 200, headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 50 },
    })
    const ended = (servername: string, begin: (socket: TLSSocket) => void): Promise<number> => {
      const at = performance.now()
      return new Promise((resolve) => {
        const socket = connect({ host: '127.0.0.1', port, servername, ca: authority.certificates.root.pem })
        socket.on('error', () => {})
        socket.once('secureConnect', () => begin(socket))
        socket.once('close', () => resolve(performance.now() - at))
        socket.resume()
      })
    }
    const drip = (socket: TLSSocket): void => {
      socket.write('GET /.well-known/mta-sts.txt HTTP/1.1\r\n')
      const timer = setInterval(() => socket.write('X'), 30)
      socket.once('close', () => clearInterval(timer))
    }
    expect(await ended('mta-sts.example.com', drip)).toBeLessThan(3_000)
  })
})

describe('the files', () => {
  test('a certificate that is replaced on disk is served without a restart', async () => {
    const { port } = await start()
    const before = (await ask(port)).certificate
    const fresh = await putCertificate('both.pem', ['mta-sts.example.com', 'mta-sts.example.org'])
    const { certificate } = await until(port, {}, (reply) => reply.certificate !== before)
    expect(certificate.trim()).toBe(fresh.trim())
  })

  test('certificate first, key a moment later: the old pair is served in between', async () => {
    const { port } = await start()
    const [one, other] = await Promise.all([1, 2].map(() => authority.issue({ names: ['mta-sts.example.com'] })))
    if (one === undefined || other === undefined) throw new Error('two certificates were asked for')
    await rm(join(certificates, 'both.pem'))
    await put(join(certificates, 'a.key'), one.privateKeyPem ?? '')
    await put(join(certificates, 'a.crt'), one.chainPem)
    await until(port, {}, (reply) => reply.certificate === one.pem)
    await put(join(certificates, 'a.crt'), other.chainPem)
    await sleep(400)
    expect(events.some((event) => event.kind === 'problem' && event.file === 'a.crt')).toBe(true)
    expect((await ask(port)).certificate).toBe(one.pem)
    await put(join(certificates, 'a.key'), other.privateKeyPem ?? '')
    expect((await until(port, {}, (reply) => reply.certificate !== one.pem)).certificate).toBe(other.pem)
  })

  test('a folder of certbot', async () => {
    const { port } = await start()
    const issued = await authority.issue({ names: ['mta-sts.example.net'] })
    const live = join(certificates, 'live', 'example.net')
    await mkdir(live, { recursive: true })
    await put(join(live, 'privkey.pem'), issued.privateKeyPem ?? '')
    await put(join(live, 'cert.pem'), issued.pem)
    await put(join(live, 'fullchain.pem'), issued.chainPem)
    await put(join(policies, 'example.net.txt'), GOOD_POLICY)
    let reply: Reply | null = null
    for (let tries = 0; reply === null && tries < 100; tries += 1) {
      await sleep(25)
      const result = await ask(port, { name: 'mta-sts.example.net' }).catch(() => null)
      if (result?.status === 200) reply = result
    }
    expect(reply?.body).toBe(GOOD_POLICY)
  })

  test('of several certificates the one that lasts longest, and none that has ended', async () => {
    const { port } = await start()
    await putCertificate('a-ended.pem', ['mta-sts.example.com'], new Date(NOW.getTime() - 1_000))
    const longest = await putCertificate('b-longest.pem', ['*.example.com'], new Date(NOW.getTime() + 300 * 86_400_000))
    expect((await until(port, {}, (reply) => reply.certificate === longest)).status).toBe(200)
  })

  test('a changed policy is served, and its new id told', async () => {
    const { port } = await start()
    const text = GOOD_POLICY.replace('enforce', 'none')
    expect(events).toContainEqual({
      kind: 'changed',
      domain: 'example.com',
      id: policyId(GOOD_POLICY),
      record: `v=STSv1; id=${policyId(GOOD_POLICY)};`,
    })
    events = []
    await put(join(policies, 'example.com.txt'), text)
    await until(port, {}, ({ body }) => body === text)
    expect(events).toEqual([
      { kind: 'changed', domain: 'example.com', id: policyId(text), record: `v=STSv1; id=${policyId(text)};` },
    ])
  })

  test('a policy that is broken by a change goes on as it was', async () => {
    const { port } = await start()
    await put(join(policies, 'example.com.txt'), GOOD_POLICY.replace('version', 'versoin'))
    await put(join(policies, 'policies.json'), '{"example.org": 1}')
    await sleep(400)
    expect((await ask(port)).body).toBe(GOOD_POLICY)
    expect((await ask(port, { name: 'mta-sts.example.org' })).status).toBe(200)
    const problems = events.flatMap((event) => (event.kind === 'problem' ? [`${event.file}: ${event.reason}`] : []))
    expect(problems.join('\n')).toMatch(
      /example\.com\.txt: example\.com: policy-version-missing[\s\S]*policies\.json: it is no object/,
    )
  })

  test('a policy that cannot be read goes on as it was', async () => {
    const { port } = await start()
    events = []
    await rm(join(policies, 'example.com.txt'))
    await mkdir(join(policies, 'example.com.txt'))
    await sleep(400)
    expect(await ask(port)).toMatchObject({ status: 200, body: GOOD_POLICY })
    expect(events).toEqual([{ kind: 'problem', file: 'example.com.txt', reason: 'it cannot be read' }])
  })

  test.each([null, true, '', '86400'])('a maxAge of %j is no number, and makes no policy', async (maxAge) => {
    const { port } = await start()
    events = []
    const table = { 'example.org': { mode: 'testing', mx: ['*.example.org'], maxAge: 86_400 } }
    const text = JSON.stringify({ ...table, 'example.net': { mode: 'enforce', mx: ['mx.example.net'], maxAge } })
    await put(join(policies, 'policies.json'), text)
    await sleep(400)
    expect((await ask(port, { name: 'mta-sts.example.org' })).status).toBe(200)
    expect(events).toEqual([
      { kind: 'problem', file: 'policies.json', reason: 'example.net: policy-max-age-invalid in line 4' },
    ])
  })

  test('a policy that is taken away is 404, and its owner warned', async () => {
    const { port } = await start()
    await rm(join(policies, 'example.com.txt'))
    expect((await until(port, {}, ({ status }) => status !== 200)).status).toBe(404)
    expect(events).toContainEqual({ kind: 'gone', domain: 'example.com' })
  })

  test('a domain without a certificate is told', async () => {
    await start()
    await put(join(policies, 'sub.example.net.txt'), GOOD_POLICY)
    for (let tries = 0; tries < 100 && !events.some(({ kind }) => kind === 'no-certificate'); tries += 1)
      await sleep(25)
    expect(events).toContainEqual({ kind: 'no-certificate', host: 'mta-sts.sub.example.net' })
  })

  test('folders that are not there', async () => {
    const started = await start({ policies: join(folder, 'nowhere'), certificates: join(folder, 'nowhere') })
    expect(events.map(({ kind }) => kind)).toEqual(['problem', 'problem'])
    expect((await askAdmin(started.adminPort, '/healthz')).status).toBe(503)
  })

  test('where the system tells nothing, looking does', async () => {
    const watched = await mkdtemp(join(folder, 'watched-'))
    let changes = 0
    // Notifications settle so late here that only a look can be first.
    const stop = await watchFolder(
      watched,
      () => {
        changes += 1
      },
      { pollMilliseconds: 50, settleMilliseconds: 60_000 },
    )
    await sleep(150)
    await writeFile(join(watched, 'a'), 'x')
    await sleep(300)
    stop()
    expect(changes).toBe(1)
    await writeFile(join(watched, 'b'), 'x')
    await sleep(150)
    expect(changes).toBe(1)
  })
})

describe('its owner', () => {
  test('metrics, health and the list of records, on loopback', async () => {
    const { port, adminPort } = await start()
    await ask(port)
    await ask(port, { path: '/' })
    await ask(port, { name: 'mta-sts.example.net' }).catch(() => {})
    const { body } = await askAdmin(adminPort, '/metrics')
    expect(body).toContain(
      '# TYPE wiretight_policy_host_responses_total counter\nwiretight_policy_host_responses_total{status="200"} 1\nwiretight_policy_host_responses_total{status="404"} 1\n',
    )
    expect(body).toContain('wiretight_policy_host_served_total{domain="example.com"} 1\n')
    expect(body).toContain('wiretight_policy_host_failed_handshakes_total 1\n')
    expect(body).toContain('wiretight_policy_host_policies 2\n')
    expect(body).toMatch(/wiretight_policy_host_certificate_not_after_seconds\{file="both\.pem"\} \d{10}\n/)
    // Every line is a comment or a sample of the text format.
    expect(
      body
        .trimEnd()
        .split('\n')
        .filter((line) => !/^(?:# (?:HELP|TYPE) \S+ .+|[a-z_]+(?:\{[a-z]+="[^"]*"\})? [0-9.]+)$/.test(line)),
    ).toEqual([])
    expect(await askAdmin(adminPort, '/healthz')).toEqual({ status: 200, body: 'ok\n' })
    const list: readonly { readonly domain: string }[] = JSON.parse((await askAdmin(adminPort, '/policies')).body)
    expect(list).toMatchObject([
      {
        domain: 'example.com',
        record: { name: '_mta-sts.example.com', text: `v=STSv1; id=${policyId(GOOD_POLICY)};` },
        mode: 'enforce',
      },
      { domain: 'example.org', mode: 'testing' },
    ])
    expect((await askAdmin(adminPort, '/.well-known/mta-sts.txt')).status).toBe(404)
  })

  test('a port that is taken is a coded failure', async () => {
    const { port } = await start()
    const second = { policies, certificates, address: '127.0.0.1', port, adminPort: null, now: () => NOW }
    expect(await attempt(() => startPolicyHost(second))).toMatchObject({
      ok: false,
      failure: { code: 'port-unusable', port, errno: 'EADDRINUSE' },
    })
  })

  test('a port for metrics that is taken is told by its own number, and nothing goes on listening', async () => {
    const { port, adminPort } = await start()
    await host?.close()
    const taken = createServer().listen(adminPort ?? 0, '127.0.0.1')
    await once(taken, 'listening')
    const second = { policies, certificates, address: '127.0.0.1', port, adminPort, now: () => NOW }
    expect(await attempt(() => startPolicyHost(second))).toMatchObject({
      ok: false,
      failure: { code: 'port-unusable', port: adminPort },
    })
    await expect(ask(port)).rejects.toThrow(/ECONNREFUSED/)
    taken.close()
  })

  test('closing lets nobody wait', async () => {
    const started = await start()
    const idle = connect({
      host: '127.0.0.1',
      port: started.port,
      servername: 'mta-sts.example.com',
      ca: authority.certificates.root.pem,
    })
    idle.on('error', () => {})
    await new Promise((resolve) => idle.once('secureConnect', resolve))
    const at = performance.now()
    await started.close()
    host = null
    expect(performance.now() - at).toBeLessThan(5_000)
    await expect(ask(started.port)).rejects.toThrow(/ECONNREFUSED/)
  })
})
