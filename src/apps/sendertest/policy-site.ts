import { createServer, type Server } from 'node:https'
import { type AddressInfo, isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { SenderTestCaseId } from '../../facts/sender-test-facts.ts'
import { answerRequest } from '../../mtasts/host/answer-request.ts'
import type { HostedPolicy } from '../../mtasts/host/load-policies.ts'
import { parsePolicy } from '../../mtasts/policy.ts'
import { policyId } from '../../mtasts/policy-id.ts'
import type { CaseSpec } from './case-spec.ts'
import type { Identity } from './identities.ts'
import { listenOn } from './listen-on.ts'
import { caseDomain, policyHostName } from './names.ts'
import { policyText } from './zone-text.ts'

/** A site that serves the policies of all cases. */
export interface PolicySite {
  readonly port: number
  readonly close: () => Promise<void>
}

/** How long a client may take, in milliseconds. */
const PATIENCE = {
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192,
}

/** Connections at once. */
const CONNECTIONS = 128

/** How the site is set up. */
export interface PolicySiteOptions {
  readonly at: { readonly address: string; readonly port: number }
  readonly zone: string
  readonly cases: readonly CaseSpec[]
  /** For every policy host. */
  readonly identity: Identity
  readonly onFetch: (of: SenderTestCaseId) => void
}

/** Starts the site. Whoever asks for another host than that of the handshake, or for anything but a policy, gets an error. */
export async function startPolicySite({ at, zone, cases, identity, onFetch }: PolicySiteOptions): Promise<PolicySite> {
  const policies = new Map(cases.flatMap((spec) => hosted(spec, zone)))
  const context = createSecureContext({ cert: identity.chainPem, key: identity.keyPem })
  const server = createServer(
    {
      ...PATIENCE,
      cert: identity.chainPem,
      key: identity.keyPem,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      SNICallback: (name, done) => done(null, policies.has(name.toLowerCase()) ? context : undefined),
    },
    (request, response) => {
      const { servername } = request.socket as typeof request.socket & { readonly servername?: string | false }
      const sni = typeof servername === 'string' && isIP(servername) === 0 ? servername : null
      const { policy } = answerRequest(request, response, policies, sni, false)
      const of = cases.find(({ id }) => caseDomain(id, zone) === policy?.domain)?.id
      if (of !== undefined) onFetch(of)
    },
  )
  server.maxConnections = CONNECTIONS
  server.on('tlsClientError', () => {})
  await listenOn(server, at)
  return { port: (server.address() as AddressInfo).port, close: () => close(server) }
}

function hosted(spec: CaseSpec, zone: string): readonly (readonly [string, HostedPolicy])[] {
  const text = policyText(spec, zone)
  const parsed = text === null ? null : parsePolicy(text)
  if (text === null || parsed?.policy === null || parsed?.policy === undefined) return []
  const body = Buffer.from(text, 'utf8')
  const policy: HostedPolicy = { domain: caseDomain(spec.id, zone), body, policy: parsed.policy, id: policyId(text) }
  return [[policyHostName(spec.id, zone), policy]]
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
