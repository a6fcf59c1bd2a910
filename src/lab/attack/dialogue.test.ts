import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDialogue, type DialogueAttack, type DialogueStep } from './dialogue.ts'
import type { ReadMail } from './eavesdropper.ts'

/** What one side sends at a time: `C` the client, `S` the server. */
type Turn = readonly ['C' | 'S', string]

interface Outcome {
  readonly client: string
  readonly server: string
  readonly did: number
  readonly mail: readonly ReadMail[]
  readonly tls: boolean
}

function play(attack: DialogueAttack, turns: readonly Turn[], cut: (bytes: Buffer) => readonly Buffer[]): Outcome {
  const dialogue = createDialogue(attack)
  const outcome = { client: '', server: '', did: 0, mail: [] as ReadMail[], tls: false }
  const apply = (steps: readonly DialogueStep[]): void => {
    for (const step of steps) {
      if (outcome.tls) return
      if (step.kind === 'to-client') outcome.client += Buffer.from(step.bytes).toString('latin1')
      if (step.kind === 'to-server') outcome.server += Buffer.from(step.bytes).toString('latin1')
      if (step.kind === 'did') outcome.did += 1
      if (step.kind === 'read') outcome.mail.push(step.mail)
      if (step.kind === 'tls') outcome.tls = true
    }
  }
  for (const [side, text] of turns) {
    for (const chunk of cut(Buffer.from(text, 'latin1'))) {
      apply(side === 'C' ? dialogue.fromClient(chunk) : dialogue.fromServer(chunk))
    }
  }
  apply(dialogue.clientEnds())
  apply(dialogue.serverEnds())
  return outcome
}

const whole = (bytes: Buffer): readonly Buffer[] => [bytes]
const octets = (bytes: Buffer): readonly Buffer[] => [...bytes].map((octet) => Buffer.of(octet))

const EHLO: Turn = ['C', 'EHLO client.lab\r\n']
const GREETING: Turn = ['S', '220 mx.lab ESMTP\r\n']

describe('strip', () => {
  const replies = [
    {
      name: 'in the middle',
      reply: '250-mx.lab\r\n250-STARTTLS\r\n250 SIZE\r\n',
      seen: '250-mx.lab\r\n250 SIZE\r\n',
      did: 1,
    },
    {
      name: 'as the last line: the one before becomes the last',
      reply: '250-mx.lab\r\n250-SIZE 1000\r\n250 STARTTLS\r\n',
      seen: '250-mx.lab\r\n250 SIZE 1000\r\n',
      did: 1,
    },
    { name: 'as the only extension', reply: '250-mx.lab\r\n250 STARTTLS\r\n', seen: '250 mx.lab\r\n', did: 1 },
    {
      name: 'in lower case',
      reply: '250-mx.lab\r\n250-starttls\r\n250 SIZE\r\n',
      seen: '250-mx.lab\r\n250 SIZE\r\n',
      did: 1,
    },
    {
      name: 'with a parameter, twice, and with bare line feeds',
      reply: '250-mx.lab\n250-StartTLS now\n250-STARTTLS\n250 SIZE\n',
      seen: '250-mx.lab\n250 SIZE\n',
      did: 2,
    },
    {
      name: 'not another extension that begins like it',
      reply: '250-mx.lab\r\n250-STARTTLSX\r\n250 SIZE\r\n',
      seen: '250-mx.lab\r\n250-STARTTLSX\r\n250 SIZE\r\n',
      did: 0,
    },
    { name: 'not the name of a server', reply: '250 starttls\r\n', seen: '250 starttls\r\n', did: 0 },
    {
      name: 'not from a refusal',
      reply: '502 5.5.1 no STARTTLS\r\n',
      seen: '502 5.5.1 no STARTTLS\r\n',
      did: 0,
    },
    { name: 'not from a reply that is none', reply: 'STARTTLS\r\n250 x\r\n', seen: 'STARTTLS\r\n250 x\r\n', did: 0 },
  ]
  for (const cut of [whole, octets]) {
    test.each(replies)(`$name (${cut.name})`, ({ reply, seen, did }) => {
      const outcome = play('strip', [GREETING, EHLO, ['S', reply]], cut)
      expect(outcome).toMatchObject({ client: `${GREETING[1]}${seen}`, server: EHLO[1], did })
    })
  }

  test('the replies to other commands are left alone', () => {
    const help = '214-STARTTLS is\r\n214-STARTTLS\r\n214 STARTTLS\r\n'
    expect(play('strip', [GREETING, ['C', 'HELP\r\n'], ['S', help]], octets).client).toBe(`${GREETING[1]}${help}`)
  })

  test('a client that says STARTTLS all the same is not understood', () => {
    const turns: readonly Turn[] = [GREETING, ['C', 'starttls\r\nNOOP\r\n'], ['S', '500 What?\r\n250 Ok\r\n']]
    const outcome = play('strip', turns, octets)
    expect(outcome).toMatchObject({
      server: 'XXXXXXXX\r\nNOOP\r\n',
      client: '220 mx.lab ESMTP\r\n500 What?\r\n250 Ok\r\n',
    })
    expect(outcome.tls).toBe(false)
  })

  test('the mail in clear is read, dots and all, and passed on as it is', () => {
    const message = 'Subject: STARTTLS\r\n\r\nSTARTTLS\r\n..\r\nEHLO me\r\n.\r\n'
    const turns: readonly Turn[] = [
      GREETING,
      ['C', 'MAIL FROM:<a@x.lab> SIZE=10\r\nRCPT TO:<b@y.lab>\r\nRCPT TO:<c@y.lab>\r\nDATA\r\n'],
      ['S', '250 ok\r\n250 ok\r\n250 ok\r\n354 go on\r\n'],
      ['C', `${message}EHLO again\r\n`],
      ['S', '250 queued\r\n250-mx.lab\r\n250 STARTTLS\r\n'],
    ]
    for (const cut of [whole, octets]) {
      const outcome = play('strip', turns, cut)
      expect(outcome.server).toBe(turns.flatMap(([side, text]) => (side === 'C' ? text : [])).join(''))
      expect(outcome.client).toMatch(/250 queued\r\n250 mx\.lab\r\n$/)
      expect(outcome.mail).toEqual([
        { from: '<a@x.lab>', to: ['<b@y.lab>', '<c@y.lab>'], text: 'Subject: STARTTLS\n\nSTARTTLS\n.\nEHLO me\n' },
      ])
    }
  })
})

describe('temporary-failure', () => {
  const refusal = '454 4.7.0 TLS not available due to temporary reason\r\n'

  test.each([whole, octets])('answers STARTTLS in the server’s place, in order', (cut) => {
    const turns: readonly Turn[] = [
      GREETING,
      ['C', 'EHLO c\r\nSTARTTLS\r\nNOOP\r\n'],
      ['S', '250-mx.lab\r\n250 STARTTLS\r\n250-yes\r\n250 noop of the attacker\r\n250 noop of the client\r\n'],
    ]
    const outcome = play('temporary-failure', turns, cut)
    expect(outcome.server).toBe('EHLO c\r\nNOOP\r\nNOOP\r\n')
    expect(outcome.client).toBe(`${GREETING[1]}250-mx.lab\r\n250 STARTTLS\r\n${refusal}250 noop of the client\r\n`)
    expect(outcome.did).toBe(1)
  })

  test('a message, a password and a chunk are no commands', () => {
    const turns: readonly Turn[] = [
      GREETING,
      ['C', 'AUTH LOGIN\r\n'],
      ['S', '334 VXNlcm5hbWU6\r\n'],
      ['C', 'STARTTLS\r\n'],
      ['S', '235 in\r\n'],
      ['C', 'BDAT 10 LAST\r\nSTARTTLS\r\nSTARTTLS\r\n'],
      ['S', '250 10 octets\r\n250 noop\r\n'],
    ]
    for (const cut of [whole, octets]) {
      const outcome = play('temporary-failure', turns, cut)
      expect(outcome.server).toBe('AUTH LOGIN\r\nSTARTTLS\r\nBDAT 10 LAST\r\nSTARTTLS\r\nNOOP\r\n')
      expect(outcome.client.endsWith(`235 in\r\n250 10 octets\r\n${refusal}`)).toBe(true)
    }
  })
})

describe('forged-certificate and reset', () => {
  test.each(['forged-certificate', 'reset'] as const)('%s: nothing happens before TLS', (attack) => {
    const turns: readonly Turn[] = [
      GREETING,
      EHLO,
      ['S', '250-mx.lab\r\n250 STARTTLS\r\n'],
      ['C', 'STARTTLS\r\n'],
      ['S', '220 Ready\r\n'],
    ]
    expect(play(attack, turns, octets)).toMatchObject({
      server: 'EHLO client.lab\r\nSTARTTLS\r\n',
      client: '220 mx.lab ESMTP\r\n250-mx.lab\r\n250 STARTTLS\r\n220 Ready\r\n',
      tls: true,
    })
  })

  test('a server that refuses STARTTLS is not spoken TLS to', () => {
    const turns: readonly Turn[] = [GREETING, ['C', 'STARTTLS\r\n'], ['S', '454 4.7.0 later\r\n'], EHLO]
    expect(play('forged-certificate', turns, whole)).toMatchObject({ tls: false, server: `STARTTLS\r\n${EHLO[1]}` })
  })
})

describe('properties', () => {
  const word = fc.constantFrom(
    '250-',
    '250 ',
    '220 ',
    '354 ',
    'STARTTLS',
    'EHLO',
    'DATA',
    'x',
    '\r\n',
    '\n',
    '.',
    ' ',
    '\0',
  )
  const turn = fc.tuple(fc.constantFrom('C' as const, 'S' as const), fc.array(word, { maxLength: 8 }))
  const talk = fc.array(
    turn.map(([side, words]): Turn => [side, `${words.join('')}\r\n`]),
    { maxLength: 12 },
  )

  test('the pieces in which a conversation comes make no difference', () => {
    fc.assert(
      fc.property(talk, fc.constantFrom<DialogueAttack>('strip', 'temporary-failure', 'reset'), (turns, attack) => {
        expect(play(attack, turns, octets)).toEqual(play(attack, turns, whole))
      }),
    )
  })

  test('a client never sees STARTTLS among the extensions, whatever a server says to EHLO', () => {
    const extensions = fc.array(fc.constantFrom('STARTTLS', 'starttls x', 'SIZE', 'DSN'), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(extensions, (names) => {
        const lines = names.map((name, at) => `250${at === names.length - 1 ? ' ' : '-'}${name}\r\n`)
        const { client } = play('strip', [GREETING, EHLO, ['S', `250-mx\r\n${lines.join('')}`]], octets)
        expect(client.slice(GREETING[1].length)).toMatch(/^(250-(mx|SIZE|DSN)\r\n)*250 (mx|SIZE|DSN)\r\n$/)
      }),
    )
  })
})
