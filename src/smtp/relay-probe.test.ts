import { afterEach, describe, expect, test } from 'vitest'
import { IMPATIENT, meet, partAll, usual } from '../../test/support/scripted-smtp-server.ts'
import { probeRelay } from './relay-probe.ts'
import { quit, sessionFacts } from './session.ts'

afterEach(partAll)

/** A server that answers by the beginning of the line; what is not given is answered by 250. */
const answering = (answers: Readonly<Record<string, string | null>>) => (line: string) => {
  const known = Object.entries(answers).find(([start]) => line.startsWith(start))
  if (known !== undefined) return known[1] === null ? null : `${known[1]}\r\n`
  return /^(?:MAIL|RCPT|RSET)/.test(line) ? '250 2.0.0 Ok\r\n' : usual(line)
}

const DENIED = '554 5.7.1 Relay access denied'
const NAMED = 'MAIL FROM:<wiretight@example.com>'
const STRANGER = 'RCPT TO:<wiretight@example.org>'
const POSTMASTER = 'RCPT TO:<postmaster@lab.test>'

async function probe(
  answers: Readonly<Record<string, string | null>>,
  host = 'mx.test',
  domain: string | null = 'lab.test',
) {
  const { session } = await meet({ answer: answering(answers) }, { limits: IMPATIENT })
  const { proof, wantsTls, failure, attempt } = await probeRelay(session, host, domain)
  await quit(session)
  const said = sessionFacts(session).transcript.flatMap(({ direction, text }) => (direction === '>' ? [text] : []))
  return { proof, wantsTls, failure, from: attempt.from, said: said.slice(1) }
}

const conversations = [
  { name: 'an open relay', given: {}, proof: 'accepted', said: [NAMED, STRANGER, 'RSET', 'QUIT'] },
  {
    name: 'a server that says no',
    given: { [STRANGER]: DENIED },
    proof: 'refused',
    said: [NAMED, STRANGER, POSTMASTER, 'RSET', 'QUIT'],
  },
  {
    name: 'a server that looks at the sender, and then says no',
    given: { [NAMED]: '550 5.7.27 Sender address rejected', [STRANGER]: DENIED },
    proof: 'refused',
    said: [NAMED, 'RSET', 'MAIL FROM:<>', STRANGER, POSTMASTER, 'RSET', 'QUIT'],
  },
  {
    name: 'a server that takes nothing from us',
    given: { RCPT: '554 5.7.1 Client host blocked' },
    proof: null,
    said: [NAMED, STRANGER, POSTMASTER, 'RSET', 'MAIL FROM:<>', STRANGER, POSTMASTER, 'RSET', 'QUIT'],
  },
  {
    name: 'a server that wants TLS',
    given: { MAIL: '530 5.7.0 Must issue a STARTTLS command first' },
    proof: null,
    said: [NAMED, 'RSET', 'QUIT'],
  },
  {
    name: 'a server that hangs up after its refusal',
    given: { [STRANGER]: DENIED, [POSTMASTER]: null },
    proof: 'refused',
    said: [NAMED, STRANGER, POSTMASTER],
  },
] as const

describe('probeRelay', () => {
  test.each(conversations)('$name', async ({ given, proof, said }) => {
    expect(await probe(given)).toMatchObject({ proof, said })
  })

  test('where no domain of the server is known, nobody of it is asked for', async () => {
    const no = '550 5.1.1 no such user here'
    const known = await probe({ [STRANGER]: no })
    expect(known).toMatchObject({ proof: 'refused', said: [NAMED, STRANGER, POSTMASTER, 'RSET', 'QUIT'] })
    const unknown = await probe({ [STRANGER]: no }, 'mx.test', null)
    expect(unknown.proof).toBeNull()
    expect(unknown.said).toEqual([NAMED, STRANGER, 'RSET', 'MAIL FROM:<>', STRANGER, 'RSET', 'QUIT'])
    expect(await probe({ [STRANGER]: DENIED }, 'mx.test', null)).toMatchObject({ proof: 'refused' })
  })

  test('no message is ever begun', async () => {
    for (const { given } of conversations) expect((await probe(given)).said.join()).not.toMatch(/DATA|BDAT|VRFY/)
  })

  test('says that TLS is wanted, and what ended it early', async () => {
    const wanting = await probe({ MAIL: '530 5.7.0 Must issue a STARTTLS command first' })
    expect(wanting).toMatchObject({ wantsTls: true, failure: null })
    const silent = await probe({ [STRANGER]: null })
    expect(silent).toMatchObject({ proof: null, failure: { code: 'stream-closed', during: 'relay' } })
  })

  test.each(['example.org', 'mx.example.org', 'MX.EXAMPLE.ORG.'])(
    'the recipient is a stranger to %s, too',
    async (host) => {
      expect((await probe({}, host)).said[1]).toBe('RCPT TO:<wiretight@example.net>')
    },
  )

  test('a name that only ends alike is another domain', async () => {
    expect((await probe({}, 'mx.not-example.org')).said[1]).toBe(STRANGER)
  })
})
