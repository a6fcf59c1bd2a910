import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readHops } from '../src/received/read-hops.ts'
import { renderHeadersText } from '../src/report/headers-text.ts'
import { headersVerdict } from '../src/report/headers-verdict.ts'
import { headersSchema } from '../src/report/schema/headers-schema.ts'
import { runCli } from './support/run-cli.ts'

const hop = (from: string, by: string, rest: string, second: number): string =>
  `Received: from ${from} (${from} [192.0.2.${second}]) ${rest.replace('BY', `by ${by} (Postfix)`)} id 1; Tue, 24 Nov 2026 08:00:${String(second).padStart(2, '0')} +0000\n`
const TLS13 =
  '(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519MLKEM768) BY with ESMTPS'
const TLS10 = '(using TLSv1 with cipher AES128-SHA (128/128 bits)) BY with ESMTPS'
const CLEAR = 'BY with ESMTP'
const LOCAL = 'Received: by a (Postfix, from userid 1000) id 1; Tue, 24 Nov 2026 08:00:00 +0000\n'
const UNKNOWN = 'Received: from a (a [192.0.2.9]) by b with ESMTP id 1; Tue, 24 Nov 2026 08:00:00 +0000\n'

const verdicts = [
  {
    name: 'all encrypted',
    text: hop('b', 'c', TLS13, 20) + hop('a', 'b', TLS13, 10),
    verdict: 'All 2 hops between machines were encrypted.',
  },
  {
    name: 'one encrypted',
    text: hop('a', 'b', TLS13, 10) + LOCAL,
    verdict: 'The only hop between machines was encrypted.',
  },
  {
    name: 'outdated',
    text: hop('b', 'c', TLS13, 20) + hop('a', 'b', TLS10, 10),
    verdict: 'All 2 hops between machines were encrypted, one of them with outdated TLS.',
  },
  {
    name: 'in clear',
    text: hop('b', 'c', TLS13, 20) + hop('a', 'b', CLEAR, 10),
    verdict: '1 hop of 2 went in clear: anyone on the path between a and b could read the message.',
  },
  {
    name: 'the only one in clear',
    text: hop('a', 'b', CLEAR, 10),
    verdict: 'The message travelled in clear: anyone on the path between a and b could read it.',
  },
  { name: 'unknown', text: UNKNOWN, verdict: 'Nothing in the header says whether the hop was encrypted.' },
  {
    name: 'some unknown',
    text: hop('b', 'c', TLS13, 20) + UNKNOWN,
    verdict: '1 of 2 hops between machines was encrypted, and of the other the header says nothing.',
  },
  { name: 'local', text: LOCAL, verdict: 'The message never left one machine, as far as its header says.' },
  {
    name: 'none',
    text: 'Subject: x\n',
    verdict: 'There is no Received field in this text, so nothing can be said about its way.',
  },
]

describe('the verdict', () => {
  test.each(verdicts)('$name', ({ text, verdict }) => {
    expect(headersVerdict({ hops: readHops(text) })).toBe(verdict)
  })
})

describe('the text', () => {
  const message = hop('b', 'c', CLEAR, 5) + hop('a', 'b', TLS13, 10)

  test('goes the way of the message, with delays and disagreeing clocks', () => {
    expect(
      renderHeadersText({ hops: readHops(message) }),
    ).toBe(`2 hops                                                                      1 encrypted · 1 in clear
1 hop of 2 went in clear: anyone on the path between b and c could read the message.

  1  a → b                                                                                   Postfix
     encrypted  TLS 1.3 TLS_AES_256_GCM_SHA384 X25519MLKEM768 256 bits, ESMTPS
                2026-11-24 08:00:10 UTC

  2  b → c                                                                                   Postfix
     in clear   ESMTP
                2026-11-24 08:00:05 UTC, 5 s before the last: the clocks disagree

 Only what your own servers wrote (the last hops) is proof. Earlier hops are the word of others.
`)
  })

  test.each([60, 72, 100, 120])('keeps to %d columns, also with long names and hostile ones', (width) => {
    const hostile = `Received: from ${'long-name.'.repeat(30)}example (\u001b[2J\u202e [192.0.2.1]) by ${'x'.repeat(200)} (Postfix) with ESMTPS\u0007 id 1; x\n`
    const text = renderHeadersText({ hops: readHops(hostile + message) }, { width })
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([])
    expect(/[^\x20-\x7e\n·…→“”]/.exec(text)).toBeNull()
    expect(/[^\x20-\x7e\n]/.exec(renderHeadersText({ hops: readHops(hostile) }, { width, ascii: true }))).toBeNull()
  })
})

describe('wiretight headers', () => {
  const vectors: readonly { readonly header: string }[] = JSON.parse(
    readFileSync(join(import.meta.dirname, 'vectors/received/headers.json'), 'utf8'),
  )

  test('reads a message from standard input, as JSON that its schema allows', async () => {
    const text = `${vectors.map(({ header }) => header).join('\n')}\nSubject: x\n\nReceived: from the body`
    const { code, stdout, stderr } = await runCli(['headers', '-', '--json'], { stdin: text })
    const document = headersSchema.parse(JSON.parse(stdout))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(document.hops).toHaveLength(57)
    expect(document.counts).toMatchObject({ hops: 57, encrypted: 56, plaintext: 0, unknown: 1 })
    expect(/[^\x20-\x7e\n]/.exec(stdout)).toBeNull()
  })

  test('says when there is nothing, and when there is no file', async () => {
    expect(await runCli(['headers', '-'], { stdin: 'hello' })).toMatchObject({ code: 3 })
    const missing = await runCli(['headers', '/nonexistent.eml'])
    expect(missing).toMatchObject({ code: 2, stdout: '' })
    expect(missing.stderr).toContain('[file-unreadable]')
  })
})
