import { type SpeltSession, speltSession } from '../registry/spelt-session.ts'
import { type Session, SessionKinds, type Trust } from './session.ts'
import type { Protection } from './tally.ts'
import type { Traffic } from './traffic.ts'

/*
 * Exim says everything about a delivery in its one line:
 *
 *     1wfJcc-00000006yLj-3jeO <= a@example.net H=mx.example.net [192.0.2.2] P=esmtps X=TLS1.3:ECDHE_X25519__…:256 CV=no S=812
 *     1wfJcc-00000006yLj-3jeO => b@example.org R=dns T=smtp H=mx.example.org [192.0.2.1] X=TLS1.3:…:256 CV=dane DS C="250 OK"
 *     1wfJcc-00000006yLj-3jeO -> c@example.org … another recipient of the same delivery
 *     1wfJcc-00000006yLj-3jeO ** d@example.org … given up      == … put off
 */

/** Lengths of message ids, old and since 4.97. */
const ID_LENGTHS = [16, 23] as const

/** What `CV=` says of the other side's certificate. */
const VERIFIED: ReadonlyMap<string, Trust> = new Map([
  ['no', 'untrusted'],
  ['yes', 'trusted'],
  ['dane', 'verified'],
])

/** Reads lines of Exim. */
export class EximReader {
  readonly #traffic: Traffic
  readonly #kinds = new SessionKinds(readSession)

  constructor(traffic: Traffic) {
    this.#traffic = traffic
  }

  /** A line behind its timestamp. Returns true when it says something. */
  line(message: string): boolean {
    const idLength = ID_LENGTHS.find((length) => message.charAt(length) === ' ' && message.charAt(6) === '-')
    if (idLength === undefined) return false
    const flag = message.slice(idLength + 1, idLength + 4)
    const rest = idLength + 4
    if (flag === '<= ') return this.#received(message, rest)
    // ">>" is a delivery that went out while the message still came in.
    return flag === '=> ' || flag === '>> ' ? this.#delivered(message, rest) : this.#failed(message, flag, rest)
  }

  #received(message: string, start: number): boolean {
    const host = hostOf(message, start)
    if (host === null) return false
    const protocol = field(message, ' P=', host)
    const session = this.#session(message, host)
    const isTls = session !== null || protocol.includes('smtps')
    const protection: Protection = isTls ? 'encrypted' : protocol === '' ? 'silent' : 'clear'
    this.#traffic.message('exim', { direction: 'in', protection, session, peer: host.name, address: host.address })
    return true
  }

  #delivered(message: string, start: number): boolean {
    const host = hostOf(message, start)
    if (host === null) return false
    const session = this.#session(message, host)
    const protection = session === null ? 'silent' : 'encrypted'
    this.#traffic.message('exim', {
      direction: 'out',
      protection,
      session,
      peer: domainOf(message, start),
      address: host.address,
    })
    return true
  }

  #failed(message: string, flag: string, start: number): boolean {
    if (flag !== '** ' && flag !== '== ') return false
    const isTls = message.includes('a TLS session is required', start)
    const isHandshake = message.includes('TLS session: (', start) || message.includes('DANE error', start)
    if (!isTls && !isHandshake) return false
    this.#traffic.failure('exim', isHandshake ? 'handshake' : 'not-offered', domainOf(message, start))
    return true
  }

  #session(message: string, host: Host): Session | null {
    const words = field(message, ' X=', host)
    if (words === '') return null
    return this.#kinds.of(words, VERIFIED.get(field(message, ' CV=', host)) ?? 'unknown')
  }
}

/** `TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256`. */
function readSession(words: string): SpeltSession {
  const [version = '', suite = ''] = words.split(':')
  return speltSession(version, suite)
}

/** The other machine, and where the fields that Exim itself writes about the connection stand. */
interface Host {
  readonly name: string
  readonly address: string
  /** Behind the address. */
  readonly from: number
  /** The first field in quotation marks, whose text is somebody else's: a subject, a certificate's name, a server's answer. */
  readonly to: number
}

/** The value of a field, up to the next blank; empty when the line has none. */
function field(message: string, name: string, { from, to }: Host): string {
  const at = message.indexOf(name, from)
  if (at < 0 || at >= to) return ''
  const end = message.indexOf(' ', at + name.length)
  return message.slice(at + name.length, end < 0 ? undefined : end)
}

/** `H=name (helo) [address]`; null for mail that came or went without a network. */
function hostOf(message: string, start: number): Host | null {
  const at = message.indexOf(' H=', behindQuoted(message, start))
  if (at < 0) return null
  const name = at + ' H='.length
  const blank = message.indexOf(' ', name)
  // The client's own name stands in parentheses, and may be any address in brackets.
  const helo = message.charAt(name) === '(' ? name : message.charAt(blank + 1) === '(' ? blank + 1 : -1
  const behindHelo = helo < 0 ? name : message.indexOf(') [', helo)
  const open = behindHelo < 0 ? -1 : message.indexOf('[', behindHelo)
  const close = message.indexOf(']', open)
  if (open < 0 || close < 0) return null
  const address = message.slice(open + 1, close)
  const quotation = message.indexOf('="', close)
  return {
    // Without a name by reverse lookup the address is all that is sure.
    name: helo === name || open === name ? address : message.slice(name, blank < 0 || blank > open ? open : blank),
    address,
    from: close,
    to: quotation < 0 ? message.length : quotation,
  }
}

/** Behind a local part in quotation marks, in which any words may stand. */
function behindQuoted(message: string, start: number): number {
  if (message.charAt(start) !== '"') return start
  for (let at = start + 1; at < message.length; at += 1) {
    if (message.charAt(at) === '\\') at += 1
    else if (message.charAt(at) === '"') return at
  }
  return message.length
}

/** The domain of `local@domain` or `local <local@domain>`. */
function domainOf(message: string, start: number): string {
  const end = message.indexOf(' ', start)
  const open = message.startsWith(' <', end) ? end + 2 : start
  const close = message.slice(open).search(/[ >]/)
  const address = message.slice(open, close < 0 ? undefined : open + close)
  const at = address.lastIndexOf('@')
  return at < 0
    ? '?'
    : address
        .slice(at + 1)
        .replace(/:$/, '')
        .toLowerCase()
}
