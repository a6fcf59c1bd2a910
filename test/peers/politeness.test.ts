import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecordHeader } from '../../src/tls/wire/record.ts'
import { type CheckResult, checkPeer } from './audit-peer.ts'
import { makeAuthority } from './harness/certificates.ts'
import { type Postfix, startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { temporaryFolder } from './harness/running-peer.ts'
import { type Recorder, type Recording, startRecorder } from './recorder.ts'

/* What a full survey of a Postfix looks like on the wire and in the server's log: no server may have a reason to complain. */

/** A record of TLS as a sniffer shows it; what is encrypted has no meaning here. */
interface SeenRecord {
  readonly type: number
  readonly fragment: Buffer
}

const ALERT_RECORD = 21
const APPLICATION_DATA = 23

describe.skipIf(isMissing('postfix', 'openssl'))('a full survey', () => {
  const folder = temporaryFolder('polite')
  let postfix: Postfix
  let recorder: Recorder
  let result: CheckResult
  /** What Postfix wrote for the survey alone: the harness itself knocks once to see whether it listens. */
  let log: readonly string[]

  beforeAll(async () => {
    const authority = makeAuthority(folder.path)
    postfix = await startPostfix({ configuration: 'default', authority })
    await until(() => postfix.log().includes('disconnect from'))
    const before = postfix.log().length
    recorder = await startRecorder(postfix)
    result = await checkPeer(recorder, authority.certificateFile, ['--full'])
    await until(() => recorder.recordings().every(({ clientEnd }) => clientEnd !== null))
    await until(() => count(postfix.log().slice(before), /disconnect from/g) >= recorder.recordings().length)
    log = postfix.log().slice(before).split('\n')
  })
  afterAll(async () => {
    await recorder.close()
    await postfix.close()
    folder.remove()
  })

  test('is one connection for each probe of its ledger', () => {
    expect(result.report.coverage).toBe(1)
    expect(result.facts.probes.length).toBeGreaterThan(80)
    expect(recorder.recordings()).toHaveLength(result.facts.probes.length)
  })

  test('waits for the banner, then says EHLO alone, then STARTTLS alone, and nothing before the 220', () => {
    const pipelined = recorder.recordings().filter(({ turns }) => {
      const [banner, ehlo, extensions, starttls, ready] = turns.slice(0, 5).map(({ bytes }) => bytes.toString('latin1'))
      expect(turns.slice(0, 5).map(({ from }) => from)).toEqual(['server', 'client', 'server', 'client', 'server'])
      expect(banner).toMatch(/^220 [^\r\n]+\r\n$/)
      expect(ehlo).toMatch(/^EHLO [A-Za-z0-9.-]+\r\n$/)
      expect(extensions).toMatch(/^(250-[^\r\n]*\r\n)+250 [^\r\n]*\r\n$/)
      expect(starttls).toMatch(/^STARTTLS\r\n(NOOP\r\n)?$/)
      expect(ready).toMatch(/^220 [^\r\n]*\r\n$/)
      return starttls !== 'STARTTLS\r\n'
    })
    // The test for CVE-2011-0411 cannot be made otherwise.
    expect(pipelined).toHaveLength(1)
  })

  test('ends every handshake that it does not finish by close_notify in clear', () => {
    const kinds = Map.groupBy(recorder.recordings(), kindOf)
    expect(Object.fromEntries([...kinds].map(([kind, list]) => [kind, list.length]))).toEqual({
      // with the best version, with TLS 1.2, resumed, and with a command behind STARTTLS
      handshake: 4,
      ssl2: 1,
      hello: recorder.recordings().length - 5,
    })
    const hellos = kinds.get('hello') ?? []
    const silent = hellos.filter((recording) => !saidCloseNotify(recording))
    // To a server that has already gone there is nothing to say: one that refuses, or that was sent what it cannot read.
    expect(silent.map(({ endedBy }) => endedBy)).toEqual(silent.map(() => 'server'))
    expect(silent.length).toBeLessThan(hellos.length / 4)
    for (const recording of kinds.get('handshake') ?? []) {
      // In TLS 1.2 an encrypted alert is still an alert to see; in TLS 1.3 it is application data.
      expect([ALERT_RECORD, APPLICATION_DATA]).toContain(recordsOf(recording).at(-1)?.type)
    }
  })

  test('ends every connection by a FIN and never by a RST', () => {
    const others = recorder.recordings().filter(({ clientEnd }) => clientEnd !== 'FIN')
    // Who said how many octets, in turn, tells which question it was.
    expect(others.map(({ turns }) => turns.map(({ from, bytes }) => `${from} ${bytes.length}`).join(', '))).toEqual([])
  })

  test('leaves a log in which a client left only after STARTTLS', () => {
    const lost = log.flatMap((line) => /lost connection after \w+/.exec(line) ?? [])
    const counts = Map.groupBy(lost, String)
    const figures = [...counts].map(([words, list]) => `${list.length} ${words}`)
    const refused = count(log.join('\n'), /SSL_accept error from [^\n]*: -1/g)
    const connected = count(log.join('\n'), /: connect from/g)
    process.stdout.write(`Postfix's log: ${connected} connections, ${refused} refused hellos, ${figures.join(', ')}\n`)
    expect(connected).toBe(recorder.recordings().length)
    expect([...counts.keys()]).not.toContain('lost connection after CONNECT')
    expect(log.filter((line) => /too many errors|non-SMTP command|timeout after/.test(line))).toEqual([])
    // Only the question about STARTTLS injection may look like pipelining.
    expect(log.filter((line) => line.includes('improper command pipelining')).length).toBeLessThanOrEqual(1)
  })
})

/** A mere ClientHello, one of SSL 2.0 (which knows no alerts), or a handshake that went on to mail. */
function kindOf(recording: Recording): 'hello' | 'ssl2' | 'handshake' {
  const bytes = tlsOf(recording)
  if ((bytes[0] ?? 0) >= 0x80) return 'ssl2'
  return recordsOf(recording).some(({ type }) => type === APPLICATION_DATA) ? 'handshake' : 'hello'
}

/** True when the client's last record is the alert close_notify at the level of a warning (RFC 5246 section 7.2.1). */
function saidCloseNotify(recording: Recording): boolean {
  const last = recordsOf(recording).at(-1)
  return last?.type === ALERT_RECORD && last.fragment.equals(Buffer.of(1, 0))
}

/** What the client said once TLS was agreed on. */
function tlsOf({ turns }: Recording): Buffer {
  return Buffer.concat(turns.slice(5).flatMap(({ from, bytes }) => (from === 'client' ? [bytes] : [])))
}

/** The client's records; a piece that is none fails the test. */
function recordsOf(recording: Recording): readonly SeenRecord[] {
  const bytes = tlsOf(recording)
  const records: SeenRecord[] = []
  for (let at = 0; at < bytes.length; ) {
    const header = readRecordHeader(bytes.subarray(at, at + 5))
    if (header === null || at + 5 + header.length > bytes.length) throw new Error(`no record at byte ${at}`)
    records.push({ type: header.type, fragment: bytes.subarray(at + 5, at + 5 + header.length) })
    at += 5 + header.length
  }
  return records
}

function count(text: string, what: RegExp): number {
  return [...text.matchAll(what)].length
}

/** Waits for something that comes by itself within seconds; what follows says so if it did not. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 50))
}
