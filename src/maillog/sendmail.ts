import { type SpeltSession, speltSession } from '../registry/spelt-session.ts'
import { Processes } from './processes.ts'
import { detached, type Session, SessionKinds, type Trust } from './session.ts'
import type { Traffic } from './traffic.ts'

/*
 * Sendmail writes a line about TLS and one about the message; both are of one process.
 *
 *     sendmail[71]: STARTTLS=client, relay=mx.example.org., version=TLSv1.3, verify=OK, cipher=TLS_AES_256_GCM_SHA384, bits=256/256
 *     sendmail[71]: 0A1b: to=<a@example.org>, …, mailer=esmtp, relay=mx.example.org. [192.0.2.1], dsn=2.0.0, stat=Sent (ok)
 *     sendmail[72]: STARTTLS=server, relay=mx.example.net [192.0.2.2], version=TLSv1.3, verify=NO, cipher=…, bits=256/256
 *     sendmail[72]: 0A1c: from=<b@example.net>, size=812, nrcpts=1, …, proto=ESMTPS, daemon=MTA, relay=mx.example.net [192.0.2.2]
 */

/** What `verify=` says of the other side's certificate. */
const VERIFY: ReadonlyMap<string, Trust> = new Map([
  ['OK', 'trusted'],
  ['TRUSTED', 'verified'],
  ['FAIL', 'untrusted'],
  ['NO', 'anonymous'],
  ['NOT', 'anonymous'],
  ['NONE', 'anonymous'],
])

interface ProcessState {
  relay: string
  session: Session | null
}

/** Reads lines of Sendmail. */
export class SendmailReader {
  readonly #traffic: Traffic
  readonly #kinds = new SessionKinds(readSession)
  readonly #processes = new Processes<ProcessState>(() => ({ relay: '', session: null }))

  constructor(traffic: Traffic) {
    this.#traffic = traffic
  }

  /** Returns true when the line says something. */
  line(processName: string, message: string): boolean {
    if (message.startsWith('STARTTLS=')) return this.#session(processName, message)
    if (message.includes(': from=')) return this.#received(processName, message)
    const outcome = message.indexOf(OUTCOME)
    const isSent = outcome >= 0 && message.startsWith('Sent', outcome + OUTCOME.length)
    return isSent && this.#delivered(processName, message, outcome)
  }

  #session(processName: string, message: string): boolean {
    const version = field(message, ', version=')
    if (version === '') return false
    const trust = VERIFY.get(field(message, ', verify=')) ?? 'unknown'
    const state = this.#processes.of(processName)
    state.relay = detached(nameOf(field(message, ', relay=')))
    state.session = this.#kinds.of(`${version} ${field(message, ', cipher=')}`, trust)
    return true
  }

  #received(processName: string, message: string): boolean {
    // The Message-ID in front of them is the sender's, and may hold any words.
    const protocol = lastField(message, ', proto=')
    const relay = lastField(message, ', relay=')
    const address = addressOf(relay)
    // Without a protocol it was a program on this machine; without recipients there is no message.
    if (protocol === '' || address === '' || field(message, ', nrcpts=') === '0') return false
    const { relay: last, session: known } = this.#processes.of(processName)
    const session = last === nameOf(relay) ? known : null
    const isTls = session !== null || /SA?$/.test(protocol)
    const peer = nameOf(relay)
    this.#traffic.message('sendmail', {
      direction: 'in',
      protection: isTls ? 'encrypted' : 'silent',
      session,
      peer,
      address,
    })
    return true
  }

  /** @param outcome where `stat=` is; what stands behind it are the other server's words */
  #delivered(processName: string, message: string, outcome: number): boolean {
    const relay = lastField(message.slice(0, outcome), ', relay=')
    const address = addressOf(relay)
    if (address === '') return false
    const state = this.#processes.of(processName)
    const session = state.relay === nameOf(relay) ? state.session : null
    const protection = session === null ? 'silent' : 'encrypted'
    this.#traffic.message('sendmail', { direction: 'out', protection, session, peer: domainOf(message), address })
    return true
  }
}

function readSession(words: string): SpeltSession {
  const [version = '', suite = ''] = words.split(' ')
  return speltSession(version, suite)
}

const OUTCOME = ', stat='

function field(message: string, name: string): string {
  return valueAt(message, message.indexOf(name), name)
}

function lastField(message: string, name: string): string {
  return valueAt(message, message.lastIndexOf(name), name)
}

function valueAt(message: string, at: number, name: string): string {
  if (at < 0) return ''
  const end = message.indexOf(',', at + name.length)
  return message.slice(at + name.length, end < 0 ? undefined : end)
}

/** The name of `mx.example.org. [192.0.2.1]`, as both lines have it; the address where there is no name. */
function nameOf(relay: string): string {
  const [first = ''] = relay.split(' ')
  return first.startsWith('[') ? first.slice(1, -1) : first.replace(/\.$/, '').toLowerCase()
}

function addressOf(relay: string): string {
  const open = relay.lastIndexOf('[')
  const close = relay.indexOf(']', open)
  return open < 0 || close < 0 ? '' : relay.slice(open + 1, close)
}

/** The domain of the first recipient: one line is one delivery to one host. */
function domainOf(message: string): string {
  const [, domain = '?'] = /: to=<?[^>,]{0,320}@([^>,\s]{1,255})/.exec(message) ?? []
  return domain.toLowerCase()
}
