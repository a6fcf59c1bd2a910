import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import {
  IMPATIENT,
  meet,
  partAll,
  usual,
  withAnswers,
  withSecondEhlo,
} from '../../test/support/scripted-smtp-server.ts'
import { type Attempt, attempt, type Failure } from '../base/failure.ts'
import { ehloAfterTls, quit, type Session, sessionFacts, startTls } from './session.ts'

const failureOf = (session: Session): Failure | null => sessionFacts(session).failure
const told = (session: Session) => sessionFacts(session).transcript.map(({ direction, text }) => `${direction} ${text}`)

afterEach(partAll)

describe('openSession', () => {
  test('reads the banner, says EHLO and reads the extensions', async () => {
    const { session, heard } = await meet({})
    const facts = sessionFacts(session)
    expect(facts).toMatchObject({
      banner: { code: 220, lines: ['mx.test ESMTP'] },
      ehlo: {
        domain: 'mx.test',
        extensions: [
          { keyword: 'SIZE', params: ['1000'] },
          { keyword: 'STARTTLS', params: [] },
        ],
        reply: { code: 250, lines: ['mx.test at your service', 'SIZE 1000', 'STARTTLS'] },
      },
      ehloRejection: null,
      helo: null,
      starttls: { offered: true, mangled: null, reply: null, injectedBytes: 0, injectedText: null },
      ehloAfterTls: null,
      failure: null,
    })
    expect(heard).toEqual(['EHLO probe.test\r\n'])
    expect(told(session)).toEqual([
      '< 220 mx.test ESMTP',
      '> EHLO probe.test',
      '< 250-mx.test at your service',
      '< 250-SIZE 1000',
      '< 250 STARTTLS',
    ])
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  })

  test('waits for a slow banner of several lines and says nothing before its end', async () => {
    let heardEarly = ''
    const { session } = await meet({
      banner: ['220-mx.test\r\n', '220-wait', ' for it\r\n', '220 ESMTP\r\n'],
      bannerAfterMilliseconds: 40,
      answer: (line) => {
        heardEarly += line
        return usual(line)
      },
    })
    const facts = sessionFacts(session)
    expect(facts.banner?.lines).toEqual(['mx.test', 'wait for it', 'ESMTP'])
    expect(facts.bannerMilliseconds).toBeGreaterThanOrEqual(150)
    expect(facts.failure).toBeNull()
    const [first, ...others] = facts.transcript
    expect(first?.text).toBe('220-mx.test')
    expect(others.findIndex(({ direction }) => direction === '>')).toBe(2)
    expect(heardEarly).toBe('EHLO probe.test')
  })

  test('times come from the clock that is given', async () => {
    let now = 1000
    const { session } = await meet({}, { clock: () => (now += 100) })
    const facts = sessionFacts(session)
    expect(facts.transcript[0]?.milliseconds).toBe(100)
    expect(facts.bannerMilliseconds).toBe(200)
  })

  test('falls back to HELO when EHLO is refused for good', async () => {
    const { session, heard } = await meet({ answer: withAnswers({ EHLO: '502 5.5.1 unknown\r\n' }) })
    expect(sessionFacts(session)).toMatchObject({
      ehlo: null,
      ehloRejection: { code: 502, enhanced: '5.5.1' },
      helo: { code: 250, lines: ['mx.test'] },
      starttls: { offered: false },
      failure: null,
    })
    expect(heard).toEqual(['EHLO probe.test\r\n', 'HELO probe.test\r\n'])
  })

  test('keeps a mangled STARTTLS', async () => {
    const { session } = await meet({ answer: withAnswers({ EHLO: '250-mx.test\r\n250 XXXXXXXA\r\n' }) })
    expect(sessionFacts(session).starttls).toMatchObject({ offered: false, mangled: 'XXXXXXXA' })
  })

  test('reads replies with bare LF, split anywhere, and a code alone', async () => {
    const { session } = await meet({
      banner: ['2', '20', ' mx', '\n'],
      bannerAfterMilliseconds: 5,
      answer: withAnswers({ EHLO: '250-mx.test\n250-STARTTLS\n250\n' }),
    })
    expect(sessionFacts(session)).toMatchObject({ starttls: { offered: true }, failure: null })
  })

  test('a signal ends the waiting', async () => {
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 20)
    const { session } = await meet({ banner: '' }, { signal: abort.signal, limits: { bannerMilliseconds: 5000 } })
    expect(failureOf(session)).toEqual({ code: 'cancelled' })
    await quit(session)
  })

  test.each(['a b', 'x\r\nMAIL FROM:<>', '', 'é', 'x'.repeat(256)])('refuses to say EHLO %j', async (ehloName) => {
    const result = await attempt(() => meet({}, { ehloName }))
    expect(result).toMatchObject({ ok: false, failure: { code: 'option-invalid', option: 'ehloName' } })
  })
})

describe('startTls', () => {
  test('hands out the stream, from which another reader takes the bytes that follow', async () => {
    const { session, heard, stream } = await meet({
      answer: (line) => (line.startsWith('hello') ? 'server flight' : usual(line)),
    })
    const taken = await startTls(session)
    expect(taken).toEqual({ ok: true, value: stream })
    stream.write('hello over TLS\r\n')
    stream.resume()
    const [data] = await once(stream, 'data')
    expect(String(data)).toBe('server flight')
    expect(heard.slice(1)).toEqual(['STARTTLS\r\n', 'hello over TLS\r\n'])
    expect(sessionFacts(session).starttls).toEqual({
      offered: true,
      mangled: null,
      reply: { code: 220, text: '2.0.0 go ahead' },
      injectedBytes: 0,
      injectedText: null,
    })
    await quit(session)
    expect(stream.destroyed).toBe(false)
  })

  test('bytes in clear behind the 220 are noted and taken off', async () => {
    const { session, stream } = await meet({
      answer: withAnswers({ STARTTLS: '220 go\r\n250-forged\r\n250 AUTH PLAIN\r\n' }),
    })
    expect((await startTls(session)).ok).toBe(true)
    expect(sessionFacts(session).starttls).toMatchObject({
      injectedBytes: 28,
      injectedText: '250-forged\\x0d\\x0a250 AUTH PLAIN\\x0d\\x0a',
    })
    expect(stream.read()).toBeNull()
  })

  const refusals = [
    { name: '454', answer: '454 4.7.0 TLS not available\r\n', reply: 454, text: '4.7.0 TLS not available' },
    { name: '501', answer: '501 no parameters\r\n', reply: 501, text: 'no parameters' },
    { name: '421', answer: '421 busy\r\n', reply: 421, text: 'busy' },
  ]
  test.each(refusals)('$name is a refusal, and the session still stands', async ({ answer, reply, text }) => {
    const { session, heard } = await meet({ answer: withAnswers({ STARTTLS: answer }) })
    expect(await startTls(session)).toEqual({ ok: false, failure: { code: 'starttls-refused', reply, text } })
    expect(sessionFacts(session)).toMatchObject({ starttls: { reply: { code: reply, text } }, failure: null })
    await quit(session)
    expect(heard.at(-1)).toBe('QUIT\r\n')
  })

  test('is not sent where it is not offered, unless forced', async () => {
    const script = { answer: withAnswers({ EHLO: '250-mx.test\r\n250 XXXXXXXA\r\n' }) }
    const { session, heard } = await meet(script)
    const failure = { code: 'starttls-not-offered', mangled: 'XXXXXXXA' }
    expect(await startTls(session)).toEqual({ ok: false, failure })
    expect(heard).toEqual(['EHLO probe.test\r\n'])
    expect((await startTls(session, { force: true })).ok).toBe(true)
    expect(sessionFacts(session).starttls).toMatchObject({ offered: false, mangled: 'XXXXXXXA', reply: { code: 220 } })
  })

  test('no answer ends the session', async () => {
    const { session } = await meet({ answer: withAnswers({ STARTTLS: '' }) }, { limits: IMPATIENT })
    const failure = { code: 'stream-timeout', during: 'starttls', milliseconds: 150 }
    expect(await startTls(session)).toEqual({ ok: false, failure })
    expect(failureOf(session)).toEqual(failure)
  })
})

describe('ehloAfterTls', () => {
  test('goes on over the stream that took the place of the first', async () => {
    const { session } = await meet({ answer: withSecondEhlo('250-mx.test\r\n250 REQUIRETLS\r\n') })
    const answer = await ehloAfterTls(session, taken(await startTls(session)))
    expect(answer).toMatchObject({ ok: true, value: { extensions: [{ keyword: 'REQUIRETLS', params: [] }] } })
    const facts = sessionFacts(session)
    expect(facts.ehloAfterTls?.extensions).toEqual([{ keyword: 'REQUIRETLS', params: [] }])
    expect(facts.ehlo?.extensions).toHaveLength(2)
    expect(facts.transcript.map(({ secure }) => secure).indexOf(true)).toBe(7)
    await quit(session)
    expect(told(session).slice(-2)).toEqual(['> QUIT', '< 221 2.0.0 bye'])
  })

  test('a refusal inside TLS is a failure of the session', async () => {
    const { session } = await meet({ answer: withSecondEhlo('550 go away\r\n') })
    const failure = { code: 'smtp-refused', during: 'ehlo-after-tls', reply: 550, text: 'go away' }
    expect(await ehloAfterTls(session, taken(await startTls(session)))).toEqual({ ok: false, failure })
    expect(failureOf(session)).toEqual(failure)
  })
})

describe('quit', () => {
  test('says QUIT, hears the 221 and closes', async () => {
    const { session, heard, stream } = await meet({})
    await quit(session)
    expect(heard.at(-1)).toBe('QUIT\r\n')
    expect(told(session).at(-1)).toBe('< 221 2.0.0 bye')
    await gone(stream)
  })

  const rude: readonly { name: string; answer: string | null }[] = [
    { name: 'no answer', answer: '' },
    { name: 'closed', answer: null },
    { name: 'garbage', answer: 'what?\r\n' },
    { name: 'a refusal', answer: '500 no\r\n' },
  ]
  test.each(rude)('$name to QUIT is nobody’s failure and costs little time', async ({ answer }) => {
    const { session, stream } = await meet({ answer: withAnswers({ QUIT: answer }) })
    const start = performance.now()
    await quit(session)
    expect(performance.now() - start).toBeLessThan(2_500)
    expect(failureOf(session)).toBeNull()
    await gone(stream)
  })

  test('a refused banner is answered by QUIT, a broken dialogue by closing', async () => {
    const refused = await meet({ banner: '554 no\r\n' })
    await quit(refused.session)
    expect(refused.heard).toEqual(['QUIT\r\n'])
    const broken = await meet({ banner: 'garbage\r\n' })
    await quit(broken.session)
    expect(broken.heard).toEqual([])
  })

  test('can be said twice', async () => {
    const { session, heard } = await meet({})
    await quit(session)
    await quit(session)
    expect(heard.filter((line) => line === 'QUIT\r\n')).toHaveLength(1)
  })
})

/** Our direction is ended at once; the stream goes when the peer ends its own, or after a while. */
async function gone(stream: Duplex): Promise<void> {
  expect(stream.writableEnded).toBe(true)
  if (!stream.destroyed) await once(stream, 'close')
}

function taken(result: Attempt<Duplex>): Duplex {
  if (!result.ok) throw new Error('STARTTLS was refused')
  return result.value
}
