import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { startPolicyTls } from '../../src/audit/policy-tls.ts'
import { ProbeError } from '../../src/base/failure.ts'
import { specialKind } from '../../src/base/ip-address.ts'
import type { Lookup, RecordOf, Resolver } from '../../src/dns/lookup.ts'
import type { DnsType } from '../../src/dns/wire/rr-type.ts'
import { type CertificateRequest, createAuthority } from '../../src/lab/certificate-authority.ts'
import { type FetchLimits, fetchPolicy } from '../../src/mtasts/fetch.ts'
import type { PolicyFetch } from '../../src/mtasts/policy-fetch.ts'
import { dial } from '../../src/smtp/dial.ts'

/* Policy hosts of tests: real HTTPS servers on loopback with certificates of the lab's authority. */

/** What the tests take for the present: OpenSSL looks at the real clock. */
export const NOW = new Date()

export const authority = createAuthority({ name: 'wiretight test', now: NOW })

export const ROOTS = { kind: 'file', pem: [authority.certificates.root.pem] } as const

/** A policy without anything to remark on. */
export const GOOD_POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.com\r\nmax_age: 2419200\r\n'

/** The address at which the tests' policy hosts are said to be; `dialTo` leads it to loopback. */
export const PUBLIC_ADDRESS = '198.18.0.7'

/** A host of a test that runs until it is closed. */
export interface TestHost {
  readonly port: number
  /** The request lines that came, with their Host field. */
  readonly requests: readonly string[]
  /** The SNI names that came. */
  readonly names: readonly string[]
  readonly close: () => Promise<void>
}

/** Starts an HTTPS server that answers as told. */
export async function startTestHost(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  certificate: Partial<CertificateRequest> = {},
  tls: ServerOptions = {},
): Promise<TestHost> {
  const issued = await authority.issue({ names: ['mta-sts.example.com'], ...certificate })
  const requests: string[] = []
  const names: string[] = []
  const server = createServer(
    { cert: issued.chainPem, ...(issued.privateKeyPem === null ? {} : { key: issued.privateKeyPem }), ...tls },
    (request, response) => {
      requests.push(`${request.method} ${request.url} ${request.headers.host}`)
      answer(request, response)
    },
  )
  server.on('secureConnection', (socket: { readonly servername: string | false }) =>
    names.push(String(socket.servername)),
  )
  server.on('tlsClientError', () => {})
  server.on('clientError', (_error, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { port, requests, names, close }
}

/** A way to answer: status, type and body. */
export function say(
  status: number,
  contentType: string,
  body: string,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (_, response) => response.writeHead(status, { 'Content-Type': contentType }).end(body)
}

type Names = Readonly<Record<string, Partial<Record<DnsType, readonly unknown[]>> | 'failed' | 'silent'>>

const UNSIGNED = { status: 'insecure', ede: null, reason: 'made up', chain: [] } as const

/** A resolver that answers from a table; names that are not in it do not exist. */
export function tableResolver(names: Names): Resolver & { readonly asked: readonly string[] } {
  const asked: string[] = []
  return {
    description: 'a table',
    asked,
    async lookup<T extends DnsType>(name: string, type: T, signal?: AbortSignal): Promise<Lookup<RecordOf<T>>> {
      asked.push(`${name} ${type}`)
      const node = names[name]
      const base = { name, type, cnames: [], dnssec: UNSIGNED, ttlSeconds: 60 }
      if (node === 'silent') {
        await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }))
        throw new ProbeError({ code: 'cancelled' })
      }
      if (node === 'failed') {
        const failure = { code: 'dns-rcode', server: 'a table', name, rcode: 'SERVFAIL' } as const
        return { ...base, outcome: 'failed', records: [], failure }
      }
      // The tables of tests hold under each type only records of its shape.
      const records = (node?.[type] ?? []) as readonly RecordOf<T>[]
      const outcome = node === undefined ? 'nxdomain' : records.length === 0 ? 'nodata' : 'records'
      return { ...base, outcome, records }
    },
  }
}

/** Leads port 443 of {@link PUBLIC_ADDRESS} to a port of loopback, and everything else nowhere. */
export function dialTo(port: number): typeof dial {
  return (options): Promise<Socket> =>
    dial({
      ...options,
      address: '127.0.0.1',
      port: options.address === PUBLIC_ADDRESS && options.port === 443 ? port : 1,
    })
}

/** Fetches the policy of example.com from a port of loopback. */
export function fetchFrom(port: number, limits: Partial<FetchLimits> = {}, signal?: AbortSignal): Promise<PolicyFetch> {
  return fetchPolicy({
    domain: 'example.com',
    resolver: tableResolver({ 'mta-sts.example.com': { A: [PUBLIC_ADDRESS] } }),
    roots: ROOTS,
    dial: dialTo(port),
    startTls: startPolicyTls,
    specialKind: (address) => (address === PUBLIC_ADDRESS ? null : specialKind(address)),
    now: () => NOW,
    limits,
    ...(signal === undefined ? {} : { signal }),
  })
}
