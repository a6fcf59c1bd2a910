import { Writer } from '../../base/writer.ts'
import { ALERT_LEVEL, CONTENT, writeAlert, writeRecords } from '../../tls/wire/record.ts'
import type { WireAnswer } from './answer-hello.ts'
import type { TlsModel } from './tls-model.ts'

/** A record of the client that follows the server's first flight. */
export interface NextRecord {
  readonly type: number
  readonly version: number
  readonly fragment: Uint8Array
}

/** What the server remembers between the client's records. */
export interface ReactionState {
  /** True once a ChangeCipherSpec was taken: what follows is decrypted, or meant to be. */
  readonly encrypted: boolean
  /** True once a ClientKeyExchange was read. */
  readonly keyed: boolean
  /** The alert with which a key exchange that was found bad will be answered; null when it was fine, or is not looked at. */
  readonly refusal: number | null
}

/** Nothing came yet. */
export const UNMOVED: ReactionState = { encrypted: false, keyed: false, refusal: null }

/** Alerts of a server that is as careful as it should be, and of one that is not. */
const UNEXPECTED_MESSAGE = 10
const BAD_RECORD_MAC = 20
const ILLEGAL_PARAMETER = 47

const HEARTBEAT_RESPONSE = 2
const PADDING_BYTES = 16

/** Bytes of a ClientKeyExchange before the encrypted premaster secret: the handshake header and a length. */
const KEY_EXCHANGE_HEADER = 6

/** Reacts to a record behind the flight, as a server of the model does; `null` as the answer means silence. */
export function react(
  model: TlsModel,
  state: ReactionState,
  record: NextRecord,
): { readonly state: ReactionState; readonly answer: WireAnswer | null } {
  const refuse = (description: number): { readonly state: ReactionState; readonly answer: WireAnswer } => ({
    state,
    answer: { bytes: writeAlert(record.version, ALERT_LEVEL.fatal, description), next: 'close' },
  })
  if (state.encrypted) return refuse(state.refusal ?? BAD_RECORD_MAC)
  if (record.type === CONTENT.heartbeat) return { state, answer: heartbeat(model, record) }
  if (record.type === CONTENT.changeCipherSpec) {
    const takes = state.keyed || model.weaknesses?.has('ccsInjection')
    return takes ? { state: { ...state, encrypted: true }, answer: null } : refuse(UNEXPECTED_MESSAGE)
  }
  if (record.type !== CONTENT.handshake) return { state, answer: { bytes: new Uint8Array(0), next: 'close' } }
  return { state: { ...state, keyed: true, refusal: paddingAlert(model, record.fragment) }, answer: null }
}

/** A careful server says nothing to a heartbeat that lies about its length (RFC 6520 section 4); another sends its memory. */
function heartbeat(model: TlsModel, { version, fragment }: NextRecord): WireAnswer | null {
  if (!model.weaknesses?.has('heartbleed')) return null
  const claimed = (fragment[1] ?? 0) * 256 + (fragment[2] ?? 0)
  const leaked = new Writer()
    .uint(1, HEARTBEAT_RESPONSE)
    .vector(2, (writer) => writer.bytes(new Uint8Array(claimed).fill(0x4d)))
    .bytes(new Uint8Array(PADDING_BYTES))
    .finish()
  return { bytes: writeRecords(CONTENT.heartbeat, version, leaked), next: 'wait' }
}

/** An oracle answers bad padding by an alert of its own; a careful server never does (RFC 5246 section 7.4.7.1). */
function paddingAlert(model: TlsModel, fragment: Uint8Array): number | null {
  if (!model.weaknesses?.has('robot') || model.decrypt === undefined) return null
  const block = model.decrypt(fragment.subarray(KEY_EXCHANGE_HEADER))
  return block[0] === 0 && block[1] === 2 ? null : ILLEGAL_PARAMETER
}
