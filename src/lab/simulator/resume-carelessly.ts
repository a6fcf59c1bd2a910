import { attemptSync } from '../../base/failure.ts'
import { suiteById } from '../../registry/find-suite.ts'
import { readClientHello } from '../../tls/wire/client-hello.ts'
import { EXTENSION, extensionData } from '../../tls/wire/extensions.ts'
import { HANDSHAKE, writeHandshake } from '../../tls/wire/handshake.ts'
import { CONTENT, writeRecords } from '../../tls/wire/record.ts'
import { writeServerHello } from '../../tls/wire/server-hello.ts'
import type { WireAnswer } from './answer-hello.ts'
import type { TlsModel } from './tls-model.ts'

/** The longest session_id; a careless server copies as much whatever came (CVE-2016-9244). */
const SESSION_ID_BYTES = 32

/** The answer of a server with Ticketbleed to a hello with a ticket; null for all other servers and hellos. */
export function resumeCarelessly(model: TlsModel, body: Uint8Array): WireAnswer | null {
  if (!model.weaknesses?.has('ticketbleed')) return null
  const read = attemptSync(() => readClientHello(body))
  if (!read.ok) return null
  const { extensions, sessionId, cipherSuites } = read.value
  const ticket = extensionData(extensions ?? [], EXTENSION.sessionTicket)
  const suite = model.suites.tls12?.find((own) => cipherSuites.includes(own) && suiteById(own) !== undefined)
  if (ticket === undefined || ticket.length === 0 || suite === undefined) return null
  const copied = new Uint8Array(SESSION_ID_BYTES).fill(0x4d)
  copied.set(sessionId.subarray(0, SESSION_ID_BYTES))
  const hello = writeServerHello({
    legacyVersion: 0x0303,
    random: new Uint8Array(32).fill(0x5a),
    sessionId: copied,
    cipherSuite: suite,
    compressionMethod: 0,
    extensions: [],
    isRetry: false,
  })
  const changeCipherSpec = writeRecords(CONTENT.changeCipherSpec, 0x0303, Uint8Array.of(1))
  const record = writeRecords(CONTENT.handshake, 0x0303, writeHandshake(HANDSHAKE.serverHello, hello))
  return { bytes: Buffer.concat([record, changeCipherSpec]), next: 'wait' }
}
