import { exchangeGroup } from '../registry/spelt-group.ts'
import { type SpeltSession, speltSession } from '../registry/spelt-session.ts'
import { Processes } from './processes.ts'
import { detached, type Session, SessionKinds, type Trust } from './session.ts'
import type { TlsFailure } from './tally.ts'
import type { Traffic } from './traffic.ts'

/*
 * Postfix says what TLS came to in a line of its own, and hands over mail in others; they belong together by the process.
 *
 *     postfix/smtp[71]: Untrusted TLS connection established to mx.example.org[192.0.2.1]:25: TLSv1.3 with cipher …
 *     postfix/smtp[71]: 4AbC: to=<a@example.org>, relay=mx.example.org[192.0.2.1]:25, delay=1, …, status=sent (250 …)
 *     postfix/smtpd[72]: connect from mx.example.net[192.0.2.2]
 *     postfix/smtpd[72]: Anonymous TLS connection established from mx.example.net[192.0.2.2]: TLSv1.3 with cipher …
 *     postfix/smtpd[72]: 4AbD: client=mx.example.net[192.0.2.2]
 *     postfix/smtpd[72]: disconnect from mx.example.net[192.0.2.2] ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7
 *
 * A client's process handles one delivery at a time; a delivery to several recipients is a line for each. Since Postfix 3.0 the
 * last line tells of STARTTLS even where `smtpd_tls_loglevel` is 0, and since 3.11 the delivery says `tls=may:none` itself.
 */

/** The first word of a line about a session, and what it says of the other side. */
const TRUST_WORDS: ReadonlyMap<string, Trust> = new Map([
  ['Anonymous', 'anonymous'],
  ['Untrusted', 'untrusted'],
  ['Trusted', 'trusted'],
  ['Verified', 'verified'],
])

/** Characters of a queue id; long ones have up to 20. */
const LONGEST_QUEUE_ID = 24

interface ClientState {
  /** `mx.example.org[192.0.2.1]:25` of the last session. */
  peer: string
  session: Session | null
  /** The queue id that used the session; empty as long as none did. */
  user: string
  /** Queue id and relay of the delivery that was counted last. */
  counted: string
  countedRelay: string
}

interface ServerState {
  host: string
  address: string
  session: Session | null
  /** Messages of this connection that came before anything was said about TLS. */
  silent: number
}

/** Reads lines of Postfix. */
export class PostfixReader {
  readonly #traffic: Traffic
  readonly #kinds = new SessionKinds(readSession)
  readonly #clients = new Processes<ClientState>(() => ({
    peer: '',
    session: null,
    user: '',
    counted: '',
    countedRelay: '',
  }))
  readonly #servers = new Processes<ServerState>(() => ({ host: '', address: '', session: null, silent: 0 }))

  constructor(traffic: Traffic) {
    this.#traffic = traffic
  }

  /** A line of `smtp` or `lmtp`. Returns true when it says something. */
  client(processName: string, message: string): boolean {
    const status = message.indexOf(', status=')
    if (status > 0) return this.#delivery(processName, message, status)
    const session = this.#session(message, ' to ')
    if (session === null) return false
    const state = this.#clients.of(processName)
    state.peer = session.peer
    state.session = session.session
    state.user = ''
    return true
  }

  #delivery(processName: string, message: string, status: number): boolean {
    const id = message.indexOf(': to=<')
    const relay = message.indexOf(', relay=', id)
    if (id < 0 || relay < 0 || relay > status) return false
    const domain = domainOf(message, id + 6, relay)
    const relayText = message.slice(relay + 8, message.indexOf(', ', relay + 8))
    if (!message.startsWith('sent ', status + 9)) return this.#failed(message, status, domain)
    const address = addressIn(relayText)
    if (address === '') return false
    const state = this.#clients.of(processName)
    const queueId = message.slice(0, id)
    if (state.counted === queueId && state.countedRelay === relayText) return true
    const isItsSession =
      state.session !== null && state.peer === relayText && (state.user === '' || state.user === queueId)
    state.counted = detached(queueId)
    state.countedRelay = isItsSession ? state.peer : detached(relayText)
    if (isItsSession) state.user = state.counted
    else state.session = null
    const said = state.session === null ? saidLevel(message, relay, status) : null
    const protection = state.session !== null || said === 'encrypted' ? 'encrypted' : (said ?? 'silent')
    this.#traffic.message('postfix', { direction: 'out', protection, session: state.session, peer: domain, address })
    return true
  }

  #failed(message: string, status: number, domain: string): boolean {
    const failure = FAILURES.find(([words]) => message.indexOf(words, status) > 0)?.[1]
    if (failure !== undefined) this.#traffic.failure('postfix', failure, domain)
    return failure !== undefined
  }

  /** A line of `smtpd`. Returns true when it says something. */
  server(processName: string, message: string): boolean {
    if (message.startsWith('disconnect from ')) return this.#disconnected(processName, message)
    if (message.startsWith('connect from ')) {
      const state = this.#servers.of(processName)
      this.#flush(state, 'silent')
      state.session = null
      return true
    }
    const client = message.indexOf(': client=')
    if (client > 0 && client < LONGEST_QUEUE_ID) return this.#accepted(processName, message, client)
    const session = this.#session(message, ' from ')
    if (session === null) return false
    this.#servers.of(processName).session = session.session
    return true
  }

  /** Messages whose connection was not closed before the log ended. Call it once, at the end. */
  end(): void {
    for (const state of this.#servers.all()) this.#flush(state, 'silent')
  }

  #accepted(processName: string, message: string, client: number): boolean {
    const state = this.#servers.of(processName)
    const start = client + 9
    const open = message.indexOf('[', start)
    const close = message.indexOf(']', open)
    if (open < 0 || close < 0 || message.startsWith('NOQUEUE')) return false
    const [host, address] = [message.slice(start, open), message.slice(open + 1, close)]
    if (state.session !== null) this.#received({ host, address }, 'encrypted', state.session)
    else {
      state.host = detached(host)
      state.address = detached(address)
      state.silent += 1
    }
    return true
  }

  #disconnected(processName: string, message: string): boolean {
    const state = this.#servers.of(processName)
    if (state.silent > 0) {
      const hasCounts = message.includes(' commands=')
      const starttls = message.indexOf(' starttls=')
      if (starttls > 0 && message.charAt(starttls + 10) !== '0') this.#flush(state, 'encrypted')
      // Services with TLS from the first byte never see STARTTLS.
      else this.#flush(state, hasCounts && !/\/smtps\/|\/submissions\//.test(processName) ? 'clear' : 'silent')
    }
    state.session = null
    return true
  }

  #flush(state: ServerState, protection: 'encrypted' | 'clear' | 'silent'): void {
    for (; state.silent > 0; state.silent -= 1) this.#received(state, protection, null)
  }

  #received(
    { host, address }: Pick<ServerState, 'host' | 'address'>,
    protection: 'encrypted' | 'clear' | 'silent',
    session: Session | null,
  ): void {
    this.#traffic.message('postfix', {
      direction: 'in',
      protection,
      session,
      peer: host === 'unknown' ? address : host,
      address,
    })
  }

  #session(message: string, direction: ' to ' | ' from '): { readonly peer: string; readonly session: Session } | null {
    const words = message.indexOf(' TLS connection ')
    const trust = words < 0 || words > 10 ? undefined : TRUST_WORDS.get(message.slice(0, words))
    if (trust === undefined) return null
    const start = message.indexOf(direction, words + 15)
    const end = message.indexOf(': ', start)
    if (start < 0 || end < 0) return null
    const peer = detached(message.slice(start + direction.length, end))
    return { peer, session: this.#kinds.of(message.slice(end + 2), trust) }
  }
}

/** `TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature …`. */
function readSession(words: string): SpeltSession {
  const [, version = null, suite = null] = /^([\w./]{2,20}) with cipher ([\w-]{1,120})/.exec(words) ?? []
  const [, exchange = '', detail = ''] = / key-exchange ([\w-]{1,60})(?: \(([^)]{1,60})\))?/.exec(words) ?? []
  const session = speltSession(version, suite)
  return { ...session, group: session.group ?? exchangeGroup(exchange, detail) ?? null }
}

/** The domain of `to=<local@domain>`. */
function domainOf(message: string, start: number, end: number): string {
  const close = message.indexOf('>', start)
  if (close < 0 || close > end) return '?'
  const at = message.lastIndexOf('@', close)
  return at < start ? '?' : message.slice(at + 1, close).toLowerCase()
}

/** The IP address in `host[address]:port`; empty for `none`, `local` and the path of a socket. */
function addressIn(relay: string): string {
  const open = relay.indexOf('[')
  const close = relay.indexOf(']', open)
  return open < 0 || close < 0 || relay.charAt(open + 1) === '/' ? '' : relay.slice(open + 1, close)
}

/** What `tls=…` between relay and status says: its level, or what that was lowered to. Null where it says nothing. */
function saidLevel(message: string, from: number, to: number): 'encrypted' | 'clear' | null {
  const start = message.indexOf(', tls=', from)
  if (start < 0 || start > to) return null
  const [, level = '', lowered = ''] =
    /^([a-z-]+)(?::([a-z-]+))?(?:[,/])/.exec(message.slice(start + 6, start + 60)) ?? []
  if (level === '') return null
  return level === 'none' || lowered === 'none' ? 'clear' : 'encrypted'
}

/** Words of deliveries that Postfix put off or gave up for lack of TLS. */
const FAILURES: readonly (readonly [string, TlsFailure])[] = [
  ['(TLS is required, but was not offered', 'not-offered'],
  ['(TLS is required, but host ', 'refused'],
  ['(Cannot start TLS: handshake failure', 'handshake'],
  ['(Server certificate not ', 'certificate'],
]
