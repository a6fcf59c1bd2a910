import { createServer } from 'node:https'
import { isIP } from 'node:net'
import { createSecureContext } from 'node:tls'
import type { SenderTestCaseId } from '../../facts/sender-test-facts.ts'
import { answerRequest } from '../../mtasts/host/answer-request.ts'
import type { HostedPolicy } from '../../mtasts/host/load-policies.ts'
import { parsePolicy } from '../../mtasts/policy.ts'
import { policyId } from '../../mtasts/policy-id.ts'
import type { CaseSpec } from './case-spec.ts'
import { HTTP_PATIENCE, type HttpSite, openSite } from './http-site.ts'
import type { Identity } from './identities.ts'
import { caseDomain, policyHostName } from './names.ts'
import { policyText } from './zone-text.ts'

/** How long a client may take for TLS. */
const HANDSHAKE_MILLISECONDS = 10_000

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
export async function startPolicySite({ at, zone, cases, identity, onFetch }: PolicySiteOptions): Promise<HttpSite> {
  const policies = new Map(cases.flatMap((spec) => hosted(spec, zone)))
  const context = createSecureContext({ cert: identity.chainPem, key: identity.keyPem })
  const server = createServer(
    {
      ...HTTP_PATIENCE,
      handshakeTimeout: HANDSHAKE_MILLISECONDS,
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
  server.on('tlsClientError', () => {})
  return openSite(server, at)
}

function hosted(spec: CaseSpec, zone: string): readonly (readonly [string, HostedPolicy])[] {
  const text = policyText(spec, zone)
  const parsed = text === null ? null : parsePolicy(text)
  if (text === null || parsed?.policy === null || parsed?.policy === undefined) return []
  const body = Buffer.from(text, 'utf8')
  const policy: HostedPolicy = { domain: caseDomain(spec.id, zone), body, policy: parsed.policy, id: policyId(text) }
  return [[policyHostName(spec.id, zone), policy]]
}
