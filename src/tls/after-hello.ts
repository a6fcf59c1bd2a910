import type { Duplex } from 'node:stream'
import { attempt, ProbeError } from '../base/failure.ts'
import type { Inbox } from '../base/inbox.ts'
import { suiteById } from '../registry/find-suite.ts'
import { versionWire } from '../registry/versions.ts'
import type { Choice } from './planner/knowledge.ts'
import type { AfterCheck, AfterResult, Selected } from './planner/outcome.ts'
import { readRecord } from './server-flight.ts'
import { EXTENSION } from './wire/extensions.ts'
import { CONTENT, writeRecords } from './wire/record.ts'
import { PADDING_VARIANTS, writeRsaKeyExchange } from './wire/rsa-key-exchange.ts'

/** How long a server may think about what it was sent; a silent one is its own answer. */
const REACTION_MILLISECONDS = 2_000

/** A heartbeat request with no payload and no padding that claims sixteen bytes: the least that a careless server can leak. */
const LYING_HEARTBEAT = Uint8Array.of(1, 0, 16)

/**
 * Stands for an encrypted Finished: no key was agreed on, so no server can read it. Whole blocks of every cipher, with room
 * for an IV of 16 bytes and the longest MAC (SHA-384), because old libraries tell a length that cannot be right by another
 * alert, and the reaction shall not depend on the suite.
 */
const FINISHED_BYTES = 80

/**
 * Makes the first of the checks that the server's choice allows, on the same connection, and notes the reaction. Nothing of
 * the reaction but its kind is kept; a server that leaks memory leaks into the void.
 *
 * @returns null when the choice allows none of them
 * @throws ProbeError `cancelled`
 */
export async function checkAfterHello(
  inbox: Inbox,
  stream: Duplex,
  { offer, selected }: Pick<Choice, 'offer' | 'selected'>,
  checks: readonly AfterCheck[],
  random: (length: number) => Uint8Array,
): Promise<AfterResult | null> {
  const clientVersion = versionWire(offer.versions[0] ?? selected.version)
  for (const check of checks) {
    const bytes = bytesOf(check, selected, clientVersion, random)
    if (bytes === null) continue
    stream.write(bytes)
    inbox.begin('reaction', REACTION_MILLISECONDS)
    return { ...check, reaction: await reactionOf(inbox) }
  }
  return null
}

/** What to send for a check; null when it makes no sense after this choice. */
function bytesOf(
  check: AfterCheck,
  selected: Selected,
  clientVersion: number,
  random: (length: number) => Uint8Array,
): Uint8Array | null {
  if (selected.version === 'tls13' || selected.version === 'ssl2') return null
  const version = versionWire(selected.version)
  const changeCipherSpec = writeRecords(CONTENT.changeCipherSpec, version, Uint8Array.of(1))
  const finished = writeRecords(CONTENT.handshake, version, random(FINISHED_BYTES))
  switch (check.check) {
    case 'heartbleed':
      return selected.extensions.includes(EXTENSION.heartbeat)
        ? writeRecords(CONTENT.heartbeat, version, LYING_HEARTBEAT)
        : null
    case 'ccs':
      return Buffer.concat([changeCipherSpec, finished])
    case 'robot': {
      const exchange = rsaExchange(check.variant % PADDING_VARIANTS.length, selected, clientVersion, random)
      return exchange && Buffer.concat([writeRecords(CONTENT.handshake, version, exchange), changeCipherSpec, finished])
    }
    default:
      throw check satisfies never
  }
}

function rsaExchange(
  variant: number,
  selected: Selected,
  clientVersion: number,
  random: (length: number) => Uint8Array,
): Uint8Array | null {
  const [leaf] = selected.certificates
  if (leaf === undefined || suiteById(selected.suite)?.keyExchange !== 'RSA') return null
  return writeRsaKeyExchange(leaf, variant, clientVersion, random)
}

async function reactionOf(inbox: Inbox): Promise<string> {
  const record = await attempt(() => readRecord(inbox))
  if (record.ok) {
    const { type, fragment } = record.value
    if (type === CONTENT.alert) return `alert ${fragment[1] ?? 'empty'}`
    return type === CONTENT.heartbeat ? 'heartbeat' : `record ${type}`
  }
  switch (record.failure.code) {
    case 'stream-closed':
      return 'closed'
    case 'stream-reset':
      return 'reset'
    case 'stream-timeout':
      return 'silence'
    case 'cancelled':
      throw new ProbeError(record.failure)
    default:
      return record.failure.code
  }
}
