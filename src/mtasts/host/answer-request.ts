import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { POLICY_PATH } from '../get-policy.ts'
import type { HostedPolicy } from './load-policies.ts'

/**
 * Headers of every response. Nothing may be kept: a sender must not use a cache (RFC 8461 section 3.3), and one in between
 * would serve the old policy after a change.
 */
const HEADERS: OutgoingHttpHeaders = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
}

/** What was answered: the status, and the policy if it was one. */
export interface Answered {
  readonly status: number
  readonly policy: HostedPolicy | null
}

/**
 * Answers one request to a policy host: the policy of the host that is asked for, or 404; never a redirect. Other methods
 * than GET and HEAD get 405, and a host other than that of the handshake 421 (RFC 9110 section 15.5.20).
 */
export function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  policies: ReadonlyMap<string, HostedPolicy>,
  sni: string | null,
  isClosing: boolean,
): Answered {
  const host = hostOf(request.headers.host)
  const policy = policies.get(host) ?? null
  // Nobody sends a body with these methods but to keep us busy.
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  const closing = isClosing || hasBody ? { Connection: 'close' } : {}
  const refuse = (status: number, text: string, headers: OutgoingHttpHeaders = {}): Answered => {
    const body = Buffer.from(`${text}\n`)
    response.writeHead(status, { ...HEADERS, ...headers, ...closing, 'Content-Length': body.length })
    response.end(body)
    return { status, policy: null }
  }
  if (request.url !== POLICY_PATH) return refuse(404, 'there is nothing here but a policy')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(405, 'only GET and HEAD are understood', { Allow: 'GET, HEAD' })
  }
  if (sni !== null && sni.toLowerCase() !== host) return refuse(421, 'another host was meant in the handshake')
  if (policy === null) return refuse(404, 'there is no policy for this domain')
  response.writeHead(200, { ...HEADERS, ...closing, 'Content-Length': policy.body.length })
  // Of a HEAD response Node leaves the body out by itself.
  response.end(policy.body)
  return { status: 200, policy }
}

/** The name in a Host field, without port and final dot. */
function hostOf(field: string | undefined): string {
  return (field ?? '').toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')
}
