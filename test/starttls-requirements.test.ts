import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import type { Attempt } from '../src/base/failure.ts'
import { ACCEPTED, REFUSED } from '../src/facts/builders.ts'
import { ruleByCode } from '../src/judge/catalogue.ts'
import type { RuleCode } from '../src/judge/codes.ts'
import { severityOf } from '../src/judge/rule.ts'
import { serveSmtp } from '../src/lab/smtp-server.ts'
import { dial } from '../src/smtp/dial.ts'
import { offers } from '../src/smtp/ehlo.ts'
import { ehloAfterTls, openSession, quit, type Session, sessionFacts, startTls } from '../src/smtp/session.ts'
import { oneServer, rulingOf } from './rule-cases.ts'
import { meet, partAll, speak, usual, withAnswers, withSecondEhlo } from './support/scripted-smtp-server.ts'

/*
 * STARTTLS, sentence by sentence. TLS itself plays no part in these rules, so that the servers go on in clear where TLS would
 * be. Further cases of the same sentences stand beside their sources: `src/smtp/session.test.ts`,
 * `src/smtp/session-failures.test.ts` and `src/smtp/command-injection.test.ts`.
 */

const servers: Server[] = []
const sessions: Session[] = []

afterEach(async () => {
  for (const session of sessions.splice(0)) await quit(session)
  for (const server of servers.splice(0)) server.close()
  partAll()
})

function taken(result: Attempt<Duplex>): Duplex {
  if (!result.ok) throw new Error(`STARTTLS was refused: ${result.failure.code}`)
  return result.value
}

/** A session with the lab's own server, whose second half believes itself inside TLS. */
async function meetLab(): Promise<Session> {
  const server = createServer((socket) => {
    const settings = { host: 'mx.test', behaviour: {} }
    void serveSmtp(socket, {
      ...settings,
      secure: false,
      startTls: (stream) => void serveSmtp(stream, { ...settings, secure: true, startTls: () => {} }),
    })
  })
  servers.push(server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  const address = server.address()
  const stream = await dial({ address: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 })
  const session = await openSession(stream, { ehloName: 'probe.test', limits: { quitMilliseconds: 50 } })
  sessions.push(session)
  return session
}

describe('RFC 3207: the keyword has no parameter', () => {
  const answers = [
    { name: 'as it should be', line: 'STARTTLS' },
    { name: 'lower case', line: 'starttls' },
    { name: 'blanks behind it', line: 'STARTTLS  ' },
    { name: 'a parameter, which is passed over', line: 'STARTTLS REQUIRED' },
  ]
  test.each(answers)('$name', async ({ line }) => {
    const { session, heard } = await meet({ answer: withAnswers({ EHLO: `250-mx.test\r\n250 ${line}\r\n` }) })
    expect((await startTls(session)).ok).toBe(true)
    // The command has none either.
    expect(heard.at(-1)).toBe('STARTTLS\r\n')
  })
})

describe('RFC 3207: 220 starts TLS, 454 and 5xx do not, and the session stands', () => {
  const replies = [
    { answer: '220 go\r\n', ok: true },
    { answer: '220-wait for\r\n220 it\r\n', ok: true },
    { answer: '454 4.7.0 TLS not available due to temporary reason\r\n', ok: false },
    { answer: '501 5.5.4 no parameters allowed\r\n', ok: false },
    { answer: '554-5.7.0 no\r\n554 never\r\n', ok: false },
  ]
  test.each(replies)('$answer', async ({ answer, ok }) => {
    const { session } = await meet({ answer: withAnswers({ STARTTLS: answer }) })
    const result = await startTls(session)
    expect(result.ok).toBe(ok)
    expect(sessionFacts(session)).toMatchObject({
      failure: null,
      starttls: { reply: { code: Number(answer.slice(0, 3)) } },
    })
    if (!result.ok) expect(result.failure.code).toBe('starttls-refused')
  })
})

describe('RFC 3207: after TLS all that was known is discarded, and EHLO is sent again', () => {
  test('EHLO is the first thing said inside TLS', async () => {
    const { session, heard } = await meet({})
    await ehloAfterTls(session, taken(await startTls(session)))
    expect(heard).toEqual(['EHLO probe.test\r\n', 'STARTTLS\r\n', 'EHLO probe.test\r\n'])
  })

  test('an extension of the answer in clear is none of the answer inside TLS', async () => {
    const answer = withSecondEhlo('250-mx.test\r\n250 SIZE 5\r\n')
    const { session } = await meet({
      answer: (line, socket) =>
        answer(line, socket)?.replace('250-SIZE 1000\r\n', '250-AUTH PLAIN\r\n250-REQUIRETLS\r\n') ?? null,
    })
    const inside = await ehloAfterTls(session, taken(await startTls(session)))
    const facts = sessionFacts(session)
    expect(facts.ehlo !== null && offers(facts.ehlo, 'REQUIRETLS')).toBe(true)
    expect(inside.ok && ['AUTH', 'REQUIRETLS', 'STARTTLS'].some((keyword) => offers(inside.value, keyword))).toBe(false)
    expect(inside).toMatchObject({ ok: true, value: { extensions: [{ keyword: 'SIZE', params: ['5'] }] } })
  })
})

describe('RFC 3207: nothing that came in clear is processed after the switch', () => {
  test('the client does not believe reply lines from before TLS', async () => {
    const answer = withSecondEhlo('250-real.test\r\n250 SIZE 7\r\n')
    const { session } = await meet({
      answer: (line, socket) =>
        line === 'STARTTLS' ? '220 go\r\n250-forged.test\r\n250 AUTH PLAIN\r\n' : answer(line, socket),
    })
    const inside = await ehloAfterTls(session, taken(await startTls(session)))
    expect(inside).toMatchObject({ ok: true, value: { domain: 'real.test', extensions: [{ keyword: 'SIZE' }] } })
    expect(sessionFacts(session).starttls).toMatchObject({ injectedBytes: 33 })
  })

  test('our own server discards commands from before TLS', async () => {
    const session = await meetLab()
    await ehloAfterTls(session, taken(await startTls(session, { pipelined: 'NOOP' })))
    const replies = sessionFacts(session).transcript.filter(({ secure, direction }) => secure && direction === '<')
    expect(replies[0]?.text).toBe('250-mx.test')
    expect(replies.filter(({ text }) => text.startsWith('250 2.0.0'))).toEqual([])
  })
})

describe('RFC 3207: there is no STARTTLS inside TLS', () => {
  test('our own server does not offer it there', async () => {
    const session = await meetLab()
    const inside = await ehloAfterTls(session, taken(await startTls(session)))
    expect(inside.ok && offers(inside.value, 'STARTTLS')).toBe(false)
    expect(sessionFacts(session).starttls.offered).toBe(true)
  })

  test('our own server refuses a second one', async () => {
    const session = await meetLab()
    await ehloAfterTls(session, taken(await startTls(session)))
    session.conversation.send('STARTTLS')
    expect(await session.conversation.reply('starttls', 1_000)).toMatchObject({ code: 503 })
  })

  test('the client does not ask for it again, even where a server offers it, even when told to', async () => {
    const { session, heard } = await meet({ answer: withSecondEhlo('250-mx.test\r\n250 STARTTLS\r\n') })
    const inside = await ehloAfterTls(session, taken(await startTls(session)))
    expect(inside.ok && offers(inside.value, 'STARTTLS')).toBe(true)
    const again = [await startTls(session), await startTls(session, { force: true })]
    for (const result of again) expect(result).toMatchObject({ ok: false, failure: { code: 'starttls-not-offered' } })
    expect(heard.filter((line) => line === 'STARTTLS\r\n')).toHaveLength(1)
  })
})

describe('RFC 3207: replies of any shape', () => {
  const shapes = [
    { name: 'several lines', ehlo: '250-mx.test\r\n250-SIZE 1\r\n250 STARTTLS\r\n', offered: true },
    { name: 'lower case', ehlo: '250-mx.test\r\n250 starttls\r\n', offered: true },
    { name: 'bare line feeds', ehlo: '250-mx.test\n250 STARTTLS\n', offered: true },
    {
      name: 'a line of 2,000 octets',
      ehlo: `250-mx.test\r\n250-X ${'y'.repeat(1_900)}\r\n250 STARTTLS\r\n`,
      offered: true,
    },
    { name: 'the word within another', ehlo: '250-mx.test\r\n250 XSTARTTLS\r\n', offered: false },
    { name: 'the word in the greeting', ehlo: '250 STARTTLS\r\n', offered: false },
  ]
  test.each(shapes)('$name', async ({ ehlo, offered }) => {
    const { session } = await meet({ answer: withAnswers({ EHLO: ehlo }) })
    expect(sessionFacts(session)).toMatchObject({ failure: null, starttls: { offered } })
  })

  test('split anywhere', async () => {
    const { session } = await meet({
      answer: (line, socket) => {
        if (!line.startsWith('EHLO')) return usual(line)
        void speak(socket, ['25', '0-mx.test\r', '\n250 START', 'TLS', '\r\n'], 5)
        return ''
      },
    })
    expect(sessionFacts(session).starttls.offered).toBe(true)
  })

  test('a reply that is too long is an error, not an endless wait', async () => {
    const { session } = await meet({ answer: withAnswers({ EHLO: `250-${'x'.repeat(5_000)}\r\n250 STARTTLS\r\n` }) })
    expect(sessionFacts(session)).toMatchObject({ failure: { code: 'stream-too-long' }, starttls: { offered: false } })
  })
})

test('RFC 3207: a server that refuses EHLO and takes HELO has no STARTTLS', async () => {
  const { session, heard } = await meet({
    answer: withAnswers({ EHLO: '500 5.5.1 what?\r\n', HELO: '250 STARTTLS\r\n' }),
  })
  expect(await startTls(session)).toMatchObject({ ok: false, failure: { code: 'starttls-not-offered' } })
  expect(heard).toEqual(['EHLO probe.test\r\n', 'HELO probe.test\r\n'])
})

describe('RFC 8314: submission', () => {
  test('AUTH in clear weighs more where users log in', () => {
    const auth = { kind: 'ehlo' as const, domain: 'mx', extensions: [{ keyword: 'AUTH', parameters: ['PLAIN'] }] }
    const severities = [25, 587].map((port) => severityFound('smtp-auth-in-clear', { port, smtp: { ehlo: auth } }))
    expect(severities).toEqual(['medium', 'high'])
  })

  test('TLS below 1.2 is a finding on both ports, and implicit TLS needs no STARTTLS', () => {
    const old = { versions: { tls10: ACCEPTED, tls11: ACCEPTED } }
    for (const port of [465, 587]) expect(severityFound('tls-version-obsolete', { port, ...old })).not.toBeNull()
    expect(severityFound('starttls-missing', { port: 465, mode: 'implicit', smtp: { starttls: REFUSED } })).toBeNull()
  })
})

/** The severity of a finding about a server that differs from a good one; null when there is none. */
function severityFound(code: RuleCode, overrides: Parameters<typeof oneServer>[0]): string | null {
  const rule = ruleByCode(code)
  if (rule === undefined) throw new Error(`no rule ${code}`)
  const { verdict, subject } = rulingOf(rule, oneServer(overrides))
  return verdict.verdict === 'found' ? severityOf(rule, verdict.evidence, subject.port) : null
}
