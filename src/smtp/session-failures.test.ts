import { afterEach, describe, expect, test } from 'vitest'
import { IMPATIENT, meet, partAll, type Script, speak, withAnswers } from '../../test/support/scripted-smtp-server.ts'
import type { Failure } from '../base/failure.ts'
import type { SmtpLimits } from './conversation.ts'
import { quit, sessionFacts, startTls } from './session.ts'

interface Case {
  readonly name: string
  readonly script: Script
  /** Given where the failure is a waiting in vain. */
  readonly limits?: Partial<SmtpLimits>
  readonly failure: Failure
}

afterEach(partAll)

describe('a session with a peer that does not play along', () => {
  const refused: readonly Case[] = [
    {
      name: '421 in the banner',
      script: { banner: '421 4.7.0 too many connections\r\n' },
      failure: { code: 'smtp-refused', during: 'banner', reply: 421, text: '4.7.0 too many connections' },
    },
    {
      name: '450 in the banner',
      script: { banner: '450 later\r\n' },
      failure: { code: 'smtp-refused', during: 'banner', reply: 450, text: 'later' },
    },
    {
      name: '554 in the banner',
      script: { banner: '554-no\r\n554 service\r\n' },
      failure: { code: 'smtp-refused', during: 'banner', reply: 554, text: 'no service' },
    },
    {
      name: '421 to EHLO',
      script: { answer: withAnswers({ EHLO: '421 busy\r\n' }) },
      failure: { code: 'smtp-refused', during: 'ehlo', reply: 421, text: 'busy' },
    },
    {
      name: 'HELO refused too',
      script: { answer: withAnswers({ EHLO: '500 no\r\n', HELO: '550 never\r\n' }) },
      failure: { code: 'smtp-refused', during: 'helo', reply: 550, text: 'never' },
    },
    {
      name: 'a 354 is no banner',
      script: { banner: '354 go on\r\n' },
      failure: { code: 'smtp-malformed', during: 'banner', text: '354 go on' },
    },
    {
      name: 'garbage',
      script: { banner: 'HTTP/1.1 400 Bad Request\r\n\r\n' },
      failure: { code: 'smtp-malformed', during: 'banner', text: 'HTTP/1.1 400 Bad Request' },
    },
    {
      name: 'escape sequences and NUL',
      script: { banner: '\x1b]0;owned\x07\x00\r\n' },
      failure: { code: 'smtp-malformed', during: 'banner', text: '\\x1b]0;owned\\x07\\x00' },
    },
    {
      name: 'lines with different codes',
      script: { answer: withAnswers({ EHLO: '250-mx\r\n220 STARTTLS\r\n' }) },
      failure: { code: 'smtp-malformed', during: 'ehlo', text: '220 STARTTLS' },
    },
    {
      name: 'a line of 10 kB',
      script: { answer: withAnswers({ EHLO: `250-${'x'.repeat(10_000)}\r\n250 STARTTLS\r\n` }) },
      failure: { code: 'stream-too-long', during: 'ehlo', limitBytes: 2048 },
    },
    {
      name: 'an EHLO reply of 1000 lines',
      script: { answer: withAnswers({ EHLO: '250-X\r\n'.repeat(1000) }) },
      failure: { code: 'stream-too-long', during: 'ehlo', limitBytes: 500 },
    },
    {
      name: 'silence',
      script: { banner: '' },
      failure: { code: 'stream-timeout', during: 'banner', milliseconds: 150 },
      limits: IMPATIENT,
    },
    {
      name: 'a byte at a time',
      script: { banner: '220 mx.test ESMTP is slow'.split(''), bannerAfterMilliseconds: 15 },
      failure: { code: 'stream-timeout', during: 'banner', milliseconds: 150 },
      limits: IMPATIENT,
    },
    {
      name: 'a line at a time',
      script: {
        answer: (line, socket) => {
          if (line.startsWith('EHLO'))
            void speak(
              socket,
              Array.from({ length: 30 }, () => '250-X\r\n'),
              15,
            )
          return ''
        },
      },
      failure: { code: 'stream-timeout', during: 'ehlo', milliseconds: 150 },
      limits: IMPATIENT,
    },
    {
      name: 'closed at EHLO',
      script: { answer: withAnswers({ EHLO: null }) },
      failure: { code: 'stream-closed', during: 'ehlo' },
    },
    {
      name: 'closed in the middle of a reply',
      script: {
        answer: (_, socket) => {
          socket.end('250-mx\r\n250 STAR')
          return ''
        },
      },
      failure: { code: 'stream-closed', during: 'ehlo' },
    },
    {
      name: 'reset at EHLO',
      script: {
        answer: (_, socket) => {
          socket.resetAndDestroy()
          return ''
        },
      },
      failure: { code: 'stream-reset', during: 'ehlo' },
    },
  ]
  test.each(refused)('$name', async ({ script, limits, failure }) => {
    const { session } = await meet(script, limits ? { limits } : {})
    const facts = sessionFacts(session)
    expect(facts.failure).toEqual(failure)
    for (const { text } of facts.transcript) expect(text).toMatch(/^[ -~]*…?$/)
    expect(await startTls(session)).toEqual({ ok: false, failure })
    await quit(session)
    expect(sessionFacts(session).failure).toEqual(failure)
  })

  test('what came before the failure is kept, the unfinished line too', async () => {
    const { session } = await meet({
      answer: (_, socket) => {
        socket.end('250-mx\r\n250 STAR')
        return ''
      },
    })
    const facts = sessionFacts(session)
    expect(facts.banner?.code).toBe(220)
    expect(facts.transcript.slice(-2)).toMatchObject([{ text: '250-mx' }, { text: '250 STAR', partial: true }])
    expect(facts.transcript.at(-2)).not.toHaveProperty('partial')
  })
})
