import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { fail } from '../../base/failure.ts'
import { writeRecord } from '../write-policy.ts'
import { answerRequest } from './answer-request.ts'
import { count, newCounters, renderHostMetrics } from './host-metrics.ts'
import { type LoadedCertificates, loadCertificates } from './load-certificates.ts'
import { type HostProblem, type LoadedPolicies, loadPolicies } from './load-policies.ts'
import { type WatchOptions, watchFolder } from './watch-folder.ts'

/** How a policy host is set up. */
export interface PolicyHostOptions {
  /** Folder with `<domain>.txt` and `policies.json`. */
  readonly policies: string
  /** Folder with certificates and keys. */
  readonly certificates: string
  readonly address: string
  /** 0 for any that is free. */
  readonly port: number
  /** Port of `/healthz`, `/metrics` and `/policies` on loopback; null for none, 0 for any that is free. */
  readonly adminPort: number | null
  readonly now: () => Date
  readonly watch?: Partial<WatchOptions>
  readonly limits?: Partial<HostLimits>
  readonly onEvent?: (event: HostEvent) => void
}

/** What its owner should know. */
export type HostEvent =
  | ({ readonly kind: 'problem' } & HostProblem)
  /** A domain has a policy but no certificate that is valid. */
  | { readonly kind: 'no-certificate'; readonly host: string }
  /** A domain was served and is no more; senders that hold its policy go on to enforce it. */
  | { readonly kind: 'gone'; readonly domain: string }
  /** A policy is served that was not before: its record must say so. */
  | { readonly kind: 'changed'; readonly domain: string; readonly id: string; readonly record: string }

/** A policy host that runs until it is closed. */
export interface PolicyHost {
  readonly port: number
  readonly adminPort: number | null
  /** Accepts no more connections, lets requests finish, and ends what is still open after {@link GRACE_MILLISECONDS}. */
  readonly close: () => Promise<void>
}

/** How long a client may take for what, and how much it may say; all times in milliseconds. */
export interface HostLimits {
  readonly handshakeTimeout: number
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly connectionsCheckingInterval: number
  /** Octets of the head of a request. */
  readonly maxHeaderSize: number
}

/** Clients that are slower than this at anything are not senders of mail. */
const LIMITS: HostLimits = {
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192,
}

/** Connections at once; each costs some 50 KiB. */
const CONNECTIONS = 4_096

/** Requests that are being answered have this long when the host is closed. */
export const GRACE_MILLISECONDS = 3_000

const LOOPBACK = '127.0.0.1'

/**
 * Serves policies over HTTPS for as many domains as there are files, chooses certificates by SNI, and takes up changes of
 * the files while it runs. A handshake for a host without a certificate fails, as RFC 8461 section 7.1 wants it.
 *
 * @throws ProbeError `port-unusable`
 */
export async function startPolicyHost(options: PolicyHostOptions): Promise<PolicyHost> {
  const { now, onEvent = () => {} } = options
  const counters = newCounters()
  let policies: LoadedPolicies = { byHost: new Map(), problems: [] }
  let certificates: LoadedCertificates = { select: () => null, all: [], problems: [] }
  let isClosing = false

  const reload = async (isFirst = false): Promise<void> => {
    const before = policies
    const [newPolicies, newCertificates] = await Promise.all([
      loadPolicies(options.policies, before.byHost),
      loadCertificates(options.certificates, certificates.all),
    ])
    policies = newPolicies
    certificates = newCertificates
    if (!isFirst) counters.reloads += 1
    for (const event of eventsOf(before, policies, certificates, now())) onEvent(event)
  }
  // One reload at a time; a change during one leads to another.
  let reloading = Promise.resolve()
  const onChange = (): void => {
    reloading = reloading.then(() => reload())
  }
  // Before the first reading, so that no change falls between it and the watch.
  const stops = await Promise.all(
    [options.policies, options.certificates].map((folder) => watchFolder(folder, onChange, options.watch)),
  )
  reloading = reloading.then(() => reload(true))
  await reloading

  const server = createServer(
    {
      ...LIMITS,
      ...options.limits,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => done(null, certificates.select(name, now())?.context),
    },
    (request, response) => {
      const { servername } = request.socket as TLSSocket & { readonly servername?: string | false }
      const sni = typeof servername === 'string' ? servername : null
      const { status, policy } = answerRequest(request, response, policies.byHost, sni, isClosing)
      count(counters.responses, status)
      if (policy !== null) count(counters.served, policy.domain)
    },
  )
  server.maxConnections = CONNECTIONS
  server.on('tlsClientError', () => {
    counters.failedHandshakes += 1
  })
  let connections = 0
  server.on('connection', (socket) => {
    connections += 1
    socket.once('close', () => {
      connections -= 1
    })
  })
  const admin = options.adminPort === null ? null : adminServer()

  function adminServer(): Server {
    return createHttpServer(LIMITS, (request, response) => {
      const answer = (status: number, text: string, type = 'text/plain; charset=utf-8'): void => {
        response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) }).end(text)
      }
      const isHealthy = policies.byHost.size > 0 && certificates.all.length > 0
      if (request.method !== 'GET' && request.method !== 'HEAD') answer(405, 'only GET and HEAD are understood\n')
      else if (request.url === '/healthz') answer(isHealthy ? 200 : 503, isHealthy ? 'ok\n' : 'nothing to serve\n')
      else if (request.url === '/metrics')
        answer(200, renderHostMetrics(counters, { policies, certificates, connections }))
      else if (request.url === '/policies') answer(200, policyList(policies), 'application/json')
      else answer(404, '/healthz, /metrics or /policies\n')
    })
  }

  const close = async (): Promise<void> => {
    isClosing = true
    for (const stop of stops) stop()
    await Promise.all([closeServer(server), ...(admin === null ? [] : [closeServer(admin)]), reloading])
  }
  try {
    const port = await listen(server, options.address, options.port)
    const adminPort = admin === null ? null : await listen(admin, LOOPBACK, options.adminPort ?? 0)
    return { port, adminPort, close }
  } catch (error) {
    // Nobody else could close what listens or watches already.
    await close()
    throw error
  }
}

/** What changed between two states of the files, and what is wrong with the new one. */
function eventsOf(
  before: LoadedPolicies,
  after: LoadedPolicies,
  certificates: LoadedCertificates,
  now: Date,
): readonly HostEvent[] {
  const events: HostEvent[] = [...after.problems, ...certificates.problems].map((problem) => ({
    kind: 'problem',
    ...problem,
  }))
  for (const [host, { domain, id }] of after.byHost) {
    if (before.byHost.get(host)?.id !== id) events.push({ kind: 'changed', domain, id, record: writeRecord(id) })
    if (certificates.select(host, now) === null) events.push({ kind: 'no-certificate', host })
  }
  for (const [host, { domain }] of before.byHost) {
    if (!after.byHost.has(host)) events.push({ kind: 'gone', domain })
  }
  return events
}

function policyList({ byHost }: LoadedPolicies): string {
  const list = [...byHost.values()].map(({ domain, id, policy }) => {
    return { domain, id, record: { name: `_mta-sts.${domain}`, type: 'TXT', text: writeRecord(id) }, ...policy }
  })
  return `${JSON.stringify(list, null, 2)}\n`
}

async function listen(
  server: Server | ReturnType<typeof createServer>,
  address: string,
  port: number,
): Promise<number> {
  server.listen(port, address)
  try {
    await once(server, 'listening')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    return fail({ code: 'port-unusable', address, port, errno: String(error.code) })
  }
  return (server.address() as AddressInfo).port
}

async function closeServer(server: Server | ReturnType<typeof createServer>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS)
  await closed
  clearTimeout(timer)
}
