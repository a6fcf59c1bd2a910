import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { DEFAULT_OPTIONS, realEnvironment } from '../src/audit/real-environment.ts'
import { surveyServer } from '../src/audit/survey.ts'
import { usual, withAnswers } from './support/scripted-smtp-server.ts'

/* Servers that offer STARTTLS to some connections and not to others, as many surveys find them. */

const sockets = new Set<Socket>()
const closers: (() => void)[] = []
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  for (const close of closers.splice(0)) close()
})

/** How a connection goes: `+` comes to TLS, which then fails; `-` has no STARTTLS, `x` an overwritten one, `4` and `5` refuse, `b` has no time. */
type Fate = '+' | '-' | 'x' | '4' | '5' | 'h' | 'b'

const EHLO = (keyword: string): string => `250-mx.test\r\n250 ${keyword}\r\n`
const ANSWERS: Readonly<Record<Fate, Readonly<Record<string, string | null>>>> = {
  '+': {},
  '-': { EHLO: EHLO('SIZE 1000') },
  x: { EHLO: EHLO('XXXXXXXA') },
  '4': { STARTTLS: '454 4.7.0 TLS not available\r\n' },
  '5': { STARTTLS: '502 5.5.1 what\r\n' },
  h: { EHLO: '502 5.5.1 what\r\n' },
  b: { STARTTLS: '421 4.7.0 too many connections\r\n' },
}

/** Serves connections in the order of `fates`, over and over. Gives its port. */
async function startServer(fates: readonly Fate[]): Promise<number> {
  let connections = 0
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    const answer = withAnswers(ANSWERS[fates[connections++ % fates.length] ?? '+'])
    socket.write('220 mx.test ESMTP\r\n')
    socket.on('data', (data) => {
      const line = data.toString('latin1').trimEnd()
      // A TLS hello is no command: an alert that refuses everything.
      const text = /^[A-Z]/.test(line) ? (answer(line, socket) ?? usual(line)) : '\x15\x03\x01\x00\x02\x02\x28'
      socket.write(Buffer.from(text, 'latin1'))
    })
  })
  closers.push(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function survey(fates: readonly Fate[], lanes = 1) {
  const port = await startServer(fates)
  const target = { address: '127.0.0.1', port, mode: 'starttls', host: 'mx.test', sni: 'mx.test' } as const
  return surveyServer(target, realEnvironment(), { ...DEFAULT_OPTIONS, plan: 'quick', lanes })
}

const NONE = { accepted: 0, missing: 0, mangled: 0, refusedTemporarily: 0, refused: 0 }

describe('a survey of a server', () => {
  test.each([
    { name: 'without STARTTLS', fates: ['-'], tally: { missing: 2 } },
    { name: 'with an overwritten STARTTLS', fates: ['x'], tally: { mangled: 2 } },
    { name: 'that refuses it for now', fates: ['4'], tally: { refusedTemporarily: 2 } },
    { name: 'that refuses it', fates: ['5'], tally: { refused: 2 } },
    { name: 'that knows only HELO', fates: ['h'], tally: { missing: 2 } },
  ] as const)('$name asks twice, and no more', async ({ fates, tally }) => {
    const { smtp, probes, openBecause } = await survey(fates)
    expect(smtp.starttlsTally).toEqual({ ...NONE, ...tally })
    expect(smtp.starttls.state).toBe('refused')
    expect(probes).toHaveLength(2)
    expect(openBecause).toBe('not-applicable')
  })

  test.each([
    { name: 'with it at every second time', fates: ['-', '+'], without: 'missing' },
    { name: 'without it at every third time', fates: ['+', '+', '4'], without: 'refusedTemporarily' },
  ] as const)('$name is carried through', async ({ fates, without }) => {
    const { smtp, versions, probes } = await survey(fates)
    expect(smtp.starttls.state).toBe('accepted')
    expect(smtp.starttlsTally.accepted).toBeGreaterThan(0)
    expect(smtp.starttlsTally[without]).toBeGreaterThan(0)
    expect(smtp.starttlsTally.accepted + smtp.starttlsTally[without]).toBe(probes.length)
    expect(versions.tls12.state).toBe('refused')
  })

  test('that seldom has it ends after eight times without', async () => {
    const { smtp, openBecause, versions } = await survey(['+', '-', '-', '-', '-', '-', '-', '-', '-', '-'])
    expect(smtp.starttlsTally).toEqual({ ...NONE, accepted: 1, missing: 8 })
    expect(openBecause).toBe('contradictory')
    expect(versions.tls12).toEqual({ state: 'unknown', why: 'contradictory' })
  })

  test('that answers 421 to STARTTLS has said nothing of TLS', async () => {
    const { smtp } = await survey(['b'])
    expect(smtp.starttlsReply?.code).toBe(421)
    expect(smtp.starttls).toEqual({ state: 'unknown', why: 'rate-limited' })
    expect(smtp.starttlsTally).toEqual(NONE)
  })

  test('with several lanes comes to the same', async () => {
    const { smtp } = await survey(['-', '+'], 4)
    expect(smtp.starttlsTally.accepted).toBeGreaterThan(0)
    expect(smtp.starttlsTally.missing).toBeGreaterThan(0)
    expect(smtp.starttls.state).toBe('accepted')
  })
})
