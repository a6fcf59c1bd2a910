import { createServer, type Server, type Socket } from 'node:net'
import type { Dial } from '../smtp/dial.ts'
import { createForger } from './attack/forged-identity.ts'
import { createLabPath, type LabPath, type LabPathEvent, type Watched } from './attack/lab-path.ts'
import type { LoopbackPlace } from './attack/loopback.ts'
import { createAuthority } from './certificate-authority.ts'
import { dialWithin, type LabPlace } from './dial-within.ts'
import { type LabNames, startLabNames } from './dns/lab-names.ts'
import { LAB_DOMAINS } from './domains/lab-domains.ts'
import type { LabDomain, LabHost, LabPolicyHost, LabServer, LabSetting, LabTls } from './lab-domain.ts'
import { LAB_DNS_PLACE, onLoopback } from './loopback-domains.ts'
import { startPolicyHost } from './policy-host.ts'
import { type Handler, type HostMachine, type HostSettings, implicitTlsHandler, starttlsHandler } from './serve-host.ts'
import type { LabMail } from './take-mail.ts'
import { createTlsServer } from './tls-server.ts'

/** A miniature internet of mail servers on this machine's loopback. */
export interface Lab extends LabNames {
  readonly domains: readonly LabDomain[]
  /** Reaches the lab's addresses, and nothing else. */
  readonly dial: Dial
  /** Where its servers really are. */
  readonly places: readonly LabPlace[]
  /** Attacks, if somebody is on the path. */
  readonly path: LabPath | null
  /** PEM of the one root that the lab trusts. */
  readonly rootPem: string
  readonly close: () => Promise<void>
}

/** How a lab differs from the usual one. */
export interface LabOptions {
  readonly domains?: readonly LabDomain[]
  /** Domains whose servers are wanted; by default all. The names of the others resolve, but nobody listens there. */
  readonly wanted?: readonly string[]
  /** Puts somebody between the DNS and all who ask it, who passes everything on until told otherwise. */
  readonly dnsAttacker?: true
  /** Puts somebody in front of every server and the DNS, who passes everything on until told otherwise. */
  readonly attackers?: true
  /**
   * Gives each host an address of loopback of its own, with the ports that are usual, for programs that know no others. For
   * root only. Brings `attackers` along.
   */
  readonly realPorts?: true
  /** Mail servers listen on the ports of submission, too: 465 and 587. */
  readonly submission?: true
  /** Told of every message; without it no mail is taken. */
  readonly onMail?: (mail: LabMail) => void
  /** Told of what somebody on the path does. */
  readonly onPathEvent?: (event: LabPathEvent) => void
  /** Every delay of its servers is divided by this; tests have no time. */
  readonly pace?: number
}

/** The only address that a lab server binds to. */
const LOOPBACK = '127.0.0.1'

/** A port that the kernel chooses. */
const ANY_PLACE: LoopbackPlace = { address: LOOPBACK, port: 0 }

/** The ports that lab servers are known under; the real ones are chosen by the kernel. */
const SMTP_PORT = 25
const SUBMISSION_PORT = 587
const IMPLICIT_TLS_PORT = 465
const HTTPS_PORT = 443

/**
 * Starts the lab: signed names, a certificate authority and a server for every host, in this process and without
 * privileges. Addresses are those that RFC 5737 keeps for documentation; `dial` leads them to ports on loopback.
 *
 * @param now what the lab takes for the present when it starts, for certificates and signatures that have expired or are not
 *   valid yet
 */
export async function startLab(now: Date, options: LabOptions = {}): Promise<Lab> {
  const { pace = 1, wanted, realPorts = false, onMail } = options
  const attacked = options.attackers === true || realPorts
  const domains = realPorts ? onLoopback(options.domains ?? LAB_DOMAINS) : (options.domains ?? LAB_DOMAINS)
  const authority = createAuthority({ name: 'wiretight lab', now })
  const listeners: Closing[] = []
  const places = new Map<string, LabPlace>()
  let names: LabNames | null = null
  const path = createLabPath({
    domains: domains.map(({ domain }) => domain),
    forge: createForger(authority),
    dnsAttacker: () => names?.dnsAttacker ?? null,
    onEvent: options.onPathEvent ?? (() => {}),
  })
  const open = async (address: string, port: number, watched: Omit<Watched, 'at'>): Promise<void> => {
    const at = realPorts ? { address, port } : ANY_PLACE
    const isWatched = attacked || watched.nature !== null
    places.set(`${address} ${port}`, {
      address,
      port,
      at: isWatched ? await path.front({ ...watched, at }) : watched.server,
    })
  }
  const tlsOf = onceForEach(async ({ name, server }: LabHost): Promise<LabTls | null> => {
    return server?.tls ? server.tls({ authority, host: name, now }) : null
  })
  const start = async (domain: string, host: LabHost, server: LabServer): Promise<void> => {
    const { turns } = server
    const own = machineOf(server, await tlsOf(host), pace)
    const other = turns && machineOf(turns, (await turns.tls?.({ authority, host: host.name, now })) ?? null, pace)
    const settings: HostSettings = {
      host: host.name,
      machines: other === undefined ? [own] : [own, other],
      onMail,
    }
    const services = options.submission === true ? [...SMTP, ...SUBMISSION] : SMTP
    for (const address of host.addresses) {
      for (const { port, mode, handler } of services) {
        const listener = await listen(handler(settings))
        listeners.push({ close: () => closeServer(listener) })
        const place = { address: LOOPBACK, port: listener.port }
        const nature = server.path ?? null
        await open(address, port, { domain, host: host.name, service: 'mail', mode, server: place, nature })
      }
    }
  }
  const startPolicy = async (domain: string, { address, answer, certificate }: LabPolicyHost): Promise<void> => {
    const setting: LabSetting = { authority, host: `mta-sts.${domain}`, now }
    const issued = await (certificate?.(setting) ?? authority.issue({ names: [setting.host] }))
    const listener = await startPolicyHost(answer, issued)
    listeners.push(listener)
    const server = { address: LOOPBACK, port: listener.port }
    const { host } = setting
    await open(address, HTTPS_PORT, { domain, host, service: 'policy', mode: 'implicit', server, nature: null })
  }
  const served = domains.filter(({ domain }) => wanted?.includes(domain) ?? true)
  await Promise.all(
    served.flatMap(({ domain, hosts, policyHost }) => [
      ...hosts.flatMap((host) => (host.server === null ? [] : [start(domain, host, host.server)])),
      ...(policyHost === undefined ? [] : [startPolicy(domain, policyHost)]),
    ]),
  )
  const dnsPlace = realPorts ? LAB_DNS_PLACE : attacked || options.dnsAttacker === true
  names = await startLabNames(domains, now, dnsPlace, (domain) => ({
    domain: domain.domain,
    authority,
    now,
    chainOf: (label, key) => chainOf(domain, label, key, tlsOf),
  }))
  const { close: closeNames } = names
  return {
    domains,
    ...names,
    dial: dialWithin([...places.values()]),
    places: [...places.values()],
    path: attacked ? path : null,
    rootPem: authority.certificates.root.pem,
    close: async () => {
      await Promise.all([closeNames(), path.close(), ...listeners.map(({ close }) => close())])
    },
  }
}

/** What a mail server listens on. */
interface MailService {
  readonly port: number
  readonly mode: 'starttls' | 'implicit'
  readonly handler: (settings: HostSettings) => Handler
}

const SMTP: readonly MailService[] = [{ port: SMTP_PORT, mode: 'starttls', handler: starttlsHandler }]

const SUBMISSION: readonly MailService[] = [
  { port: SUBMISSION_PORT, mode: 'starttls', handler: starttlsHandler },
  { port: IMPLICIT_TLS_PORT, mode: 'implicit', handler: implicitTlsHandler },
]

/** The chain that a host of a domain sends. */
async function chainOf(
  { domain, hosts }: LabDomain,
  label: string,
  key: 'rsa' | 'ecdsa' | undefined,
  tlsOf: (host: LabHost) => Promise<LabTls | null>,
): Promise<readonly Uint8Array[]> {
  const host = hosts.find(({ name }) => name === (label === '@' ? domain : `${label}.${domain}`))
  const { ecdsa, rsa } = (host && (await tlsOf(host))?.model.chains) ?? {}
  return (key === undefined ? (ecdsa ?? rsa) : { ecdsa, rsa }[key]) ?? []
}

/** Makes each thing once, however often it is asked for. */
function onceForEach<Subject extends object, Made>(make: (subject: Subject) => Promise<Made>): typeof make {
  const made = new Map<Subject, Promise<Made>>()
  return (subject) => {
    const work = made.get(subject) ?? make(subject)
    made.set(subject, work)
    return work
  }
}

function machineOf({ smtp }: LabServer, tls: LabTls | null, pace: number): HostMachine {
  return { behaviour: paced(smtp, pace), tls: tls === null ? null : createTlsServer(tls) }
}

function paced(behaviour: LabServer['smtp'], pace: number): LabServer['smtp'] {
  const { bannerDelayMilliseconds: delay } = behaviour
  return delay === undefined ? behaviour : { ...behaviour, bannerDelayMilliseconds: delay / pace }
}

/** Something that is ended with the lab. */
interface Closing {
  readonly close: () => Promise<void>
}

interface Listener {
  readonly server: Server
  readonly port: number
  readonly sockets: ReadonlySet<Socket>
}

async function listen(handler: Handler): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    handler(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, LOOPBACK, resolve)
  })
  server.unref()
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a listening server has an address')
  return { server, port: address.port, sockets }
}

/** Ends a server with all connections that are still open. */
function closeServer({ server, sockets }: Listener): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    for (const socket of sockets) socket.destroy()
  })
}
