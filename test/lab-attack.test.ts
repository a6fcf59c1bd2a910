import { once } from 'node:events'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Attempt } from '../src/base/failure.ts'
import type { LabPath, LabPathEvent } from '../src/lab/attack/lab-path.ts'
import type { LabAttack } from '../src/lab/attack/path-attack.ts'
import { tlsa, tlsaFor } from '../src/lab/dns/tlsa-records.ts'
import { ATTACKED_DOMAINS } from '../src/lab/domains/attacked-domains.ts'
import { oneServer, realServer } from '../src/lab/domains/build.ts'
import { MTA_STS_DOMAINS } from '../src/lab/domains/mta-sts-domains.ts'
import { type Lab, startLab } from '../src/lab/lab.ts'
import type { LabDomain } from '../src/lab/lab-domain.ts'
import type { LabMail } from '../src/lab/take-mail.ts'
import { modernModel } from '../src/lab/tls-models.ts'
import { openSession, type Session, sessionFacts, startTls } from '../src/smtp/session.ts'

/* Somebody on the path of a lab, as a client of our own meets him: with real sockets, real TLS, and the lab’s real DNS. */

const NOW = new Date()

const VICTIM: LabDomain = {
  ...oneServer('victim', 10, 'an honest server', realServer(modernModel('ecdsa')), []),
  dns: { recordsFor: tlsaFor('mx1', tlsa(3, 1, 1)) },
}
const BYSTANDER = oneServer('bystander', 11, 'another honest server', realServer(modernModel('ecdsa')), [])
const POLICY = MTA_STS_DOMAINS.filter(({ domain }) => domain === 'mta-sts-enforce.lab')
const ATTACKER = ATTACKED_DOMAINS.filter(({ domain }) => domain === 'attacker.lab')

const events: LabPathEvent[] = []
const mail: LabMail[] = []
let lab: Lab
let path: LabPath

beforeAll(async () => {
  lab = await startLab(NOW, {
    domains: [VICTIM, BYSTANDER, ...POLICY, ...ATTACKER],
    attackers: true,
    submission: true,
    onMail: (message) => void mail.push(message),
    onPathEvent: (event) => void events.push(event),
  })
  if (lab.path === null) throw new Error('a lab with attackers has a path')
  path = lab.path
})

afterAll(() => lab.close())

afterEach(() => {
  for (const domain of path.attacks().keys()) path.use(domain, null)
  events.splice(0)
  mail.splice(0)
})

async function session(address = '203.0.113.10', port = 25): Promise<Session> {
  return openSession(await lab.dial({ address, port }), { ehloName: 'client.lab' })
}

async function secured(asked: Attempt<import('node:stream').Duplex>, host: string): Promise<TLSSocket> {
  if (!asked.ok) throw new Error(asked.failure.code)
  const socket = connectTls({ socket: asked.value, servername: host, ca: lab.rootPem })
  await once(socket, 'secureConnect')
  return socket
}

/** Hands a message over, a command at a time, and gives the last reply. */
async function say(socket: NodeJS.ReadWriteStream, ...lines: readonly string[]): Promise<string> {
  let answer = ''
  for (const line of lines) {
    socket.write(`${line}\r\n`)
    answer = ''
    while (!/^\d{3} .*\r\n$/m.test(answer)) answer += String((await once(socket, 'data'))[0])
  }
  return answer
}

const MESSAGE = [
  'EHLO client.lab',
  'MAIL FROM:<a@sender.lab>',
  'RCPT TO:<b@victim.lab>',
  'DATA',
  'Subject: secret\r\n\r\nhello\r\n.',
]

describe('in peace', () => {
  test('TLS comes about with the server itself, and the mail arrives', async () => {
    const asked = await startTls(await session())
    const socket = await secured(asked, 'mx1.victim.lab')
    expect(await say(socket, ...MESSAGE)).toBe('250 2.0.0 Taken, and thrown away\r\n')
    socket.destroy()
    expect(mail).toEqual([
      {
        host: 'mx1.victim.lab',
        tls: { version: 'TLSv1.3', suite: expect.stringMatching(/^TLS_/) },
        from: '<a@sender.lab>',
        to: ['<b@victim.lab>'],
        text: 'Subject: secret\n\nhello\n',
      },
    ])
    expect(events).toEqual([])
  })

  test('submission has its ports, too', async () => {
    expect(sessionFacts(await session('203.0.113.10', 587)).starttls.offered).toBe(true)
    const raw = await lab.dial({ address: '203.0.113.10', port: 465 })
    const socket = connectTls({ socket: raw, servername: 'mx1.victim.lab', ca: lab.rootPem })
    const [greeting] = await once(socket, 'data')
    expect(String(greeting)).toBe('220 mx1.victim.lab ESMTP wiretight lab\r\n')
    socket.destroy()
  })
})

describe('attacks on the mail server', () => {
  test('strip: STARTTLS is not offered, and who goes on is read', async () => {
    path.use('victim.lab', 'strip')
    const one = await session()
    expect(sessionFacts(one).starttls).toMatchObject({ offered: false, mangled: null })
    expect(await startTls(one, { force: true })).toMatchObject({ failure: { code: 'starttls-refused', reply: 500 } })

    const raw = await lab.dial({ address: '203.0.113.10', port: 25 })
    await once(raw, 'data')
    await say(raw, ...MESSAGE)
    raw.destroy()
    expect(mail).toMatchObject([{ tls: null, text: 'Subject: secret\n\nhello\n' }])
    const read = events.filter(({ kind }) => kind === 'read')
    expect(read).toMatchObject([{ domain: 'victim.lab', host: 'mx1.victim.lab', mail: { text: mail[0]?.text } }])
  })

  test('454: STARTTLS is offered, and refused for now', async () => {
    path.use('victim.lab', 'temporary-failure')
    const one = await session()
    expect(sessionFacts(one).starttls.offered).toBe(true)
    expect(await startTls(one)).toEqual({
      ok: false,
      failure: {
        code: 'starttls-refused',
        reply: 454,
        text: '4.7.0 TLS not available due to temporary reason',
      },
    })
  })

  test('forged certificate: TLS works, the name is right, nobody vouches for it, and all is read', async () => {
    path.use('victim.lab', 'forged-certificate')
    await expect(secured(await startTls(await session()), 'mx1.victim.lab')).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT_LOCALLY)/),
    })
    expect(mail).toEqual([])

    const asked = await startTls(await session())
    if (!asked.ok) throw new Error(asked.failure.code)
    const socket = connectTls({ socket: asked.value, servername: 'mx1.victim.lab', rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    expect(socket.getPeerCertificate().subjectaltname).toBe('DNS:mx1.victim.lab')
    expect(await say(socket, ...MESSAGE)).toMatch(/^250 /)
    socket.destroy()
    // The server sees TLS, and cannot know that it is the attacker’s.
    expect(mail).toMatchObject([{ tls: { version: 'TLSv1.3' } }])
    expect(events.findLast(({ kind }) => kind === 'read')).toMatchObject({
      mail: { text: 'Subject: secret\n\nhello\n' },
    })
  })

  test('forged certificate, where TLS comes first', async () => {
    path.use('victim.lab', 'forged-certificate')
    const raw = await lab.dial({ address: '203.0.113.10', port: 465 })
    const socket = connectTls({ socket: raw, servername: 'mx1.victim.lab', rejectUnauthorized: false })
    const [greeting] = await once(socket, 'data')
    expect(String(greeting)).toMatch(/^220 mx1\.victim\.lab/)
    expect(socket.authorized).toBe(false)
    socket.destroy()
  })

  test('reset: the connection is torn down at the ClientHello', async () => {
    path.use('victim.lab', 'reset')
    await expect(secured(await startTls(await session()), 'mx1.victim.lab')).rejects.toMatchObject({
      code: 'ECONNRESET',
    })
    expect(events).toMatchObject([{ kind: 'attacked', attack: 'reset' }])
  })

  test.each<LabAttack>(['strip', 'temporary-failure', 'forged-certificate', 'reset'])(
    '%s of one domain leaves the others alone, and ends when it is switched off',
    async (attack) => {
      path.use('victim.lab', attack)
      expect([...path.attacks()]).toEqual([['victim.lab', attack]])
      ;(await secured(await startTls(await session('203.0.113.11')), 'mx1.bystander.lab')).destroy()
      path.use('victim.lab', null)
      ;(await secured(await startTls(await session()), 'mx1.victim.lab')).destroy()
      expect(path.attacks().size).toBe(0)
    },
  )
})

describe('attacks on policies and names', () => {
  test('policy-blocked: nobody reaches the policy host, and STARTTLS is stripped', async () => {
    const policyHost = { address: '198.51.100.130', port: 443 }
    const server = '203.0.113.130'
    const peaceful = connectTls({
      socket: await lab.dial(policyHost),
      servername: 'mta-sts.mta-sts-enforce.lab',
      ca: lab.rootPem,
    })
    await once(peaceful, 'secureConnect')
    peaceful.destroy()
    path.use('mta-sts-enforce.lab', 'policy-blocked')
    const blocked = await lab
      .dial(policyHost)
      .then(
        (socket) => once(socket.resume(), 'end'),
        (error: unknown) => Promise.reject(error),
      )
      .catch(({ code, failure }) => failure?.code ?? code)
    expect(['ECONNRESET', 'stream-reset']).toContain(blocked)
    expect(sessionFacts(await session(server)).starttls.offered).toBe(false)
  })

  test('forged-dns: a signed zone protects, an unsigned one does not', async () => {
    path.use('victim.lab', 'forged-dns')
    const { outcome, dnssec } = await lab.openResolver().lookup('victim.lab', 'MX')
    expect({ outcome, status: dnssec.status }).toEqual({ outcome: 'failed', status: 'bogus' })
    expect((await lab.openResolver().lookup('bystander.lab', 'MX')).dnssec.status).toBe('secure')
    expect((await lab.openResolver().lookup('mx1.attacker.lab', 'A')).records).toHaveLength(1)
    path.use('victim.lab', null)
    expect((await lab.openResolver().lookup('victim.lab', 'MX')).dnssec.status).toBe('secure')
  })

  test('stripped-dns: the answers are there and cannot be believed', async () => {
    path.use('victim.lab', 'stripped-dns')
    expect((await lab.openResolver().lookup('victim.lab', 'MX')).outcome).toBe('failed')
    expect((await lab.openResolver().lookup('bystander.lab', 'MX')).dnssec.status).toBe('secure')
  })

  test('a domain that is not there cannot be attacked', () => {
    expect(() => path.use('example.com', 'strip')).toThrow('name-invalid')
  })
})
