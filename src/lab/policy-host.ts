import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { Socket } from 'node:net'
import type { IssuedCertificate } from './certificate-authority.ts'

/** How a policy host of the lab answers (RFC 8461 section 3.3), well or less well. */
export type PolicyAnswer =
  /** The text at the right place; several texts are given one after the other, one a fetch. */
  | { readonly kind: 'policy'; readonly texts: readonly [string, ...string[]]; readonly contentType?: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'redirect'; readonly location: string }
  /** So many octets of comment lines, without an end in sight. */
  | { readonly kind: 'huge'; readonly bytes: number }
  /** One octet of the text at a time. */
  | { readonly kind: 'trickle'; readonly pauseMilliseconds: number }
  /** The connection is torn down in answer to the request. */
  | { readonly kind: 'reset' }

/** A running policy host. */
export interface PolicyHostListener {
  readonly port: number
  readonly close: () => Promise<void>
}

/** Where policies are. RFC 8461 section 3.3. */
const PATH = '/.well-known/mta-sts.txt'

/** The only address that a policy host of the lab binds to. */
const LOOPBACK = '127.0.0.1'

/** Octets that are written at a time. */
const CHUNK_BYTES = 16_384

/** Starts a policy host on a port of its own. */
export async function startPolicyHost(
  answer: PolicyAnswer,
  certificate: IssuedCertificate,
): Promise<PolicyHostListener> {
  const sockets = new Set<Socket>()
  let visits = 0
  const server = createServer(
    { cert: certificate.chainPem, key: certificate.privateKeyPem ?? '' },
    (request: IncomingMessage, response: ServerResponse) => {
      response.on('error', () => {})
      if (request.url !== PATH) {
        response.writeHead(404).end()
        return
      }
      reply(answer, visits, response)
      visits += 1
    },
  )
  server.on('tlsClientError', () => {})
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, LOOPBACK, resolve)
  })
  server.unref()
  return { port: portOf(server), close: () => close(server, sockets) }
}

function reply(answer: PolicyAnswer, visits: number, response: ServerResponse): void {
  const plain = { 'content-type': 'text/plain' }
  switch (answer.kind) {
    case 'policy': {
      const text = answer.texts[Math.min(visits, answer.texts.length - 1)] ?? answer.texts[0]
      response.writeHead(200, { 'content-type': answer.contentType ?? 'text/plain' }).end(text)
      break
    }
    case 'status':
      response.writeHead(answer.status, plain).end('There is no policy here.\n')
      break
    case 'redirect':
      response.writeHead(302, { location: answer.location }).end()
      break
    case 'huge':
      response.writeHead(200, plain)
      pour(response, answer.bytes)
      break
    case 'trickle':
      response.writeHead(200, plain)
      trickle(response, answer.pauseMilliseconds)
      break
    case 'reset':
      response.socket?.destroy()
      break
    default:
      answer satisfies never
  }
}

/** Writes on for as long as the client reads. */
function pour(response: ServerResponse, bytes: number): void {
  if (bytes <= 0 || response.destroyed) {
    response.end()
    return
  }
  const chunk = 'x: '.padEnd(CHUNK_BYTES - 2, 'y')
  if (response.write(`${chunk}\r\n`)) setImmediate(pour, response, bytes - CHUNK_BYTES)
  else response.once('drain', () => pour(response, bytes - CHUNK_BYTES))
}

function trickle(response: ServerResponse, pauseMilliseconds: number): void {
  const timer = setInterval(() => response.write('v'), pauseMilliseconds)
  response.once('close', () => clearInterval(timer))
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listening server has an address')
  return address.port
}

function close(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
}
