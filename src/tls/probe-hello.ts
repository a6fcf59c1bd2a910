import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { Inbox } from '../base/inbox.ts'
import { TLS_MILLISECONDS } from '../base/limits.ts'
import { versionWire } from '../registry/versions.ts'
import { checkAfterHello } from './after-hello.ts'
import { type HelloSecrets, writeHello } from './hello.ts'
import { makeKeyShare } from './key-share.ts'
import type { Choice } from './planner/knowledge.ts'
import type { HelloOffer } from './planner/offer.ts'
import type { AfterCheck, HelloOutcome, Selected } from './planner/outcome.ts'
import { readServerFlight, readSsl2Flight } from './server-flight.ts'
import { ALERT, ALERT_LEVEL, writeAlert } from './wire/record.ts'

/** How long the peer may take to answer our FIN before the socket is dropped; what it sends after that would be met by a RST. */
const LINGER_MILLISECONDS = 2_000

/** Settings of one probe. */
export interface ProbeSettings {
  /** The SNI name; null for an address literal. */
  readonly host: string | null
  readonly timeoutMilliseconds?: number
  readonly signal?: AbortSignal
}

const secrets: HelloSecrets = { random: randomBytes, keyShare: makeKeyShare }

/**
 * Asks one question of a server over a stream that is ready for TLS: sends one ClientHello, reads the first flight, says
 * close_notify and ends the stream. The handshake is never finished, so no key is ever agreed on.
 *
 * @param after checks to make behind the server's flight; the first that its choice allows is made
 * @throws ProbeError `cancelled` only; what the server does is in the outcome
 */
export async function probeHello(
  stream: Duplex,
  offer: HelloOffer,
  settings: ProbeSettings,
  after: readonly AfterCheck[] = [],
): Promise<HelloOutcome> {
  const inbox = new Inbox(stream, settings.signal)
  try {
    inbox.begin('tls', settings.timeoutMilliseconds ?? TLS_MILLISECONDS)
    stream.write(writeHello(offer, settings.host, secrets))
    const outcome = await (offer.format === 'ssl2' ? readSsl2Flight(inbox) : readServerFlight(inbox))
    const checked =
      outcome.kind === 'selected' ? await withCheck(inbox, stream, { offer, selected: outcome }, after) : outcome
    if (offer.format !== 'ssl2') stream.write(farewell(offer))
    return checked
  } finally {
    inbox.release()
    leave(stream)
  }
}

async function withCheck(
  inbox: Inbox,
  stream: Duplex,
  choice: Pick<Choice, 'offer' | 'selected'>,
  checks: readonly AfterCheck[],
): Promise<Selected> {
  const after = await checkAfterHello(inbox, stream, choice, checks, randomBytes)
  return after === null ? choice.selected : { ...choice.selected, after }
}

/** The connection is closed by close_notify, as every TLS connection is (RFC 8446 section 6.1). */
function farewell(offer: HelloOffer): Uint8Array {
  const top = offer.versions[0] ?? 'tls12'
  return writeAlert(Math.min(versionWire(top), 0x0303), ALERT_LEVEL.warning, ALERT.closeNotify)
}

/** Ends a stream politely: FIN now, and away with it when the peer does not answer. */
function leave(stream: Duplex): void {
  stream.on('error', () => {})
  if (stream.destroyed) return
  stream.resume()
  stream.end()
  const timer = setTimeout(() => stream.destroy(), LINGER_MILLISECONDS)
  stream.once('close', () => clearTimeout(timer))
}
