import { describe, expect, test } from 'vitest'
import { startProcessorTime } from '../../test/support/processor-time.ts'
import { type ServerOverrides, serverFacts } from '../facts/builders.ts'
import { hostedAdvice, SYSTEMS } from './mail-systems.ts'
import { recogniseSoftware, recogniseSystem } from './software.ts'

const greeting = (line: string, host = 'mx1.example.lab'): ServerOverrides => {
  return { host, smtp: { banner: { code: 220, lines: [line], milliseconds: 1 } } }
}
const silent = (host: string): ServerOverrides => greeting(`${host} ESMTP`, host)
const answering = (...lines: readonly string[]): ServerOverrides => {
  const transcript = lines.map((text) => ({ direction: '<' as const, text, milliseconds: 1, secure: false }))
  return { smtp: { banner: { code: 220, lines: ['mx1.example.lab ESMTP'], milliseconds: 1 }, transcript } }
}
const announcing = (...keywords: readonly string[]): ServerOverrides => {
  const extensions = keywords.map((keyword) => ({ keyword, parameters: [] }))
  const ehlo = { kind: 'ehlo', domain: 'mx1.example.lab', extensions } as const
  return { smtp: { banner: { code: 220, lines: ['mx1.example.lab ESMTP'], milliseconds: 1 }, ehlo } }
}

/* Greetings as the programs send them by default, and names as the providers give them to their customers. */
const greetings = [
  ['mx.example.org ESMTP Postfix', 'postfix', 'postfix'],
  ['mx.example.org ESMTP Postfix (Debian/GNU)', 'postfix', 'postfix'],
  ['mx.example.org ESMTP Postcow', 'mailcow', 'postfix'],
  ['mx.example.org ESMTP Exim 4.98 Tue, 24 Nov 2026 10:00:00 +0000', 'exim', 'exim'],
  ['mx.example.org Microsoft ESMTP MAIL Service ready at Tue, 24 Nov 2026 10:00:00 +0000', 'exchange', 'exchange'],
  ['mx.example.org ESMTP Sendmail 8.17.1/8.17.1; Tue, 24 Nov 2026 10:00:00 GMT', 'sendmail', 'sendmail'],
  ['mx.example.org ESMTP OpenSMTPD', 'opensmtpd', 'opensmtpd'],
  ['mx.example.org ESMTP Haraka/3.0.3 ready', 'haraka', null],
  ['mx.example.org Stalwart ESMTP at your service', 'stalwart', null],
  ['mx.example.org (PowerMTA(TM) v5.0r1) ESMTP service ready', 'powermta', null],
  ['mx.example.org ESMTP CommuniGate Pro 6.3', 'communigate', null],
  ['mx.example.org ESMTP Service (IBM Domino Release 9.0.1) ready at Tue', 'domino', null],
  ['gmx.net (mxgmx114) Nemesis ESMTP Service ready', 'united-internet', null],
] as const

const hosts = [
  ['aspmx.l.google.com', 'google'],
  ['alt4.aspmx.l.google.com', 'google'],
  ['example-com.mail.protection.outlook.com', 'exchange-online'],
  ['example-com.o-v1.mx.microsoft', 'exchange-online'],
  ['mta5.am0.yahoodns.net', 'yahoo'],
  ['mx01.mail.icloud.com', 'icloud'],
  ['in1-smtp.messagingengine.com', 'fastmail'],
  ['mailsec.protonmail.ch', 'proton'],
  ['mx00.ionos.de', 'united-internet'],
  ['mx00.kundenserver.de', 'united-internet'],
  ['mx.yandex.net', 'yandex'],
  ['emx.mail.ru', 'mail-ru'],
  ['mx2.zoho.eu', 'zoho'],
  ['inbound-smtp.eu-west-1.amazonaws.com', 'amazon'],
  ['route1.mx.cloudflare.net', 'cloudflare'],
  ['mx0a-00123401.pphosted.com', 'proofpoint'],
  ['eu-smtp-inbound-1.mimecast.com', 'mimecast'],
] as const

describe('recogniseSystem', () => {
  test.each(greetings)('by the greeting "%s": %s', (line, system, software) => {
    expect(recogniseSystem(serverFacts(greeting(line)))).toMatchObject({
      system,
      software,
      by: 'greeting',
      confidence: 'certain',
    })
  })

  test.each(hosts)('by the name %s: %s', (host, system) => {
    const expected = {
      system,
      by: 'mx-name',
      confidence: 'certain',
      hosted: true,
      software: null,
      seen: expect.any(String),
    }
    expect(recogniseSystem(serverFacts(silent(host)))).toMatchObject(expected)
  })

  const others = [
    {
      name: 'Exchange, by extensions of its own',
      given: announcing('SIZE', 'X-ANONYMOUSTLS', 'STARTTLS'),
      expected: ['exchange', 'extensions', 'likely'],
    },
    {
      name: 'Postfix, by its own extension',
      given: announcing('PIPELINING', 'XFORWARD'),
      expected: ['postfix', 'extensions', 'likely'],
    },
    {
      name: 'Haraka, by its EHLO reply',
      given: answering('250-mx Hello probe [192.0.2.1], Haraka is at your service.'),
      expected: ['haraka', 'ehlo', 'certain'],
    },
    {
      name: 'qmail, by the little that it announces',
      given: announcing('PIPELINING', '8BITMIME'),
      expected: ['qmail', 'extensions', 'possible'],
    },
    {
      name: 'Google, by the name in the greeting',
      given: greeting('mx.google.com ESMTP a1-2 - gsmtp', '192.0.2.1'),
      expected: ['google', 'greeting-name', 'certain'],
    },
  ] as const
  test.each(others)('$name', ({ given, expected: [system, by, confidence] }) => {
    expect(recogniseSystem(serverFacts(given))).toMatchObject({ system, by, confidence })
  })

  const nothing = [
    { name: 'a greeting that says nothing', given: greeting('mx1.example.lab ESMTP') },
    { name: 'a host that is called like a program', given: greeting('postfix.example.org ESMTP') },
    { name: 'a name that only ends like a provider’s', given: silent('mx.notgoogle.com') },
    { name: 'a provider’s name inside another', given: silent('aspmx.l.google.com.example.org') },
    { name: 'an answer in the transcript that is none to EHLO', given: answering('220 mx Haraka is at your service') },
  ]
  test.each(nothing)('$name: nothing', ({ given }) => {
    const plain = announcing('PIPELINING', 'SIZE', '8BITMIME')
    expect(recogniseSystem(serverFacts({ ...plain, ...given, smtp: { ...plain.smtp, ...given.smtp } }))).toBeNull()
  })

  test('a provider counts before the software that its server names', () => {
    const server = serverFacts(
      greeting('x.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready', 'x.mail.protection.outlook.com'),
    )
    expect(recogniseSystem(server)).toMatchObject({ system: 'exchange-online', hosted: true })
    expect(recogniseSoftware(server)).toBeNull()
  })

  test('what was seen is short, however long the greeting', () => {
    const server = serverFacts(greeting(`mx ESMTP ${'x'.repeat(10_000)} Postfix`))
    expect(recogniseSystem(server)).toMatchObject({ system: 'postfix', seen: 'Postfix' })
  })
})

describe('SYSTEMS', () => {
  test('each is named once, and providers say what their customers can do', () => {
    const names = SYSTEMS.map(({ system }) => system)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(50)
    for (const { system, hosted, software } of SYSTEMS) {
      expect(hostedAdvice(system)).toBe(hosted ?? null)
      if (hosted !== undefined) expect(software).toBeNull()
    }
  })

  test('no pattern takes long over a hostile text', () => {
    const texts = ['a', ' ', '-', 'Postfi', 'mx.', 'PIPELINING '].map((text) => text.repeat(20_000))
    const spent = startProcessorTime()
    for (const { signs } of SYSTEMS) for (const { pattern } of signs) for (const text of texts) pattern.test(text)
    expect(spent()).toBeLessThan(2_000)
  })
})
