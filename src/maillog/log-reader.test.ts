import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import type { LogFacts } from './log-facts.ts'
import { LINE_BYTES, LogReader } from './log-reader.ts'

/* What each program writes, and what must come of it. */

const WRITTEN = new Date('2026-11-24T12:00:00Z')

function read(text: string | Buffer, written = WRITTEN, size = 1 << 20): LogFacts {
  const reader = new LogReader()
  const octets = Buffer.isBuffer(text) ? text : Buffer.from(text)
  for (let at = 0; at < octets.length; at += size) reader.write(octets.subarray(at, at + size))
  reader.endFile(written)
  return reader.facts()
}

const shares = (encrypted: number, clear: number, unknown = 0) => ({
  messages: encrypted + clear + unknown,
  encrypted,
  clear,
  unknown,
})

const SYSLOG = 'Nov 24 08:00:00 mail '
const TLS13 =
  'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256'
const TLS12 =
  'TLSv1.2 with cipher ECDHE-RSA-AES128-GCM-SHA256 (128/128 bits) key-exchange ECDHE (prime256v1) server-signature ECDSA (P-256)'
const TLS10 = 'TLSv1 with cipher AES128-SHA (128/128 bits)'

const out = (pid: number, words: string): string => `${SYSLOG}postfix/smtp[${pid}]: ${words}\n`
const into = (pid: number, words: string): string => `${SYSLOG}postfix/smtpd[${pid}]: ${words}\n`
const established = (relay: string, session: string, trust = 'Untrusted'): string =>
  `${trust} TLS connection established to ${relay}: ${session}`
const sent = (id: string, to: string, relay: string, more = ''): string =>
  `${id}: to=<${to}>, relay=${relay}, delay=1, delays=0/0/1/0,${more} dsn=2.0.0, status=sent (250 ok)`

const A = 'mx.a.example[192.0.2.1]:25'
const B = 'mx.b.example[192.0.2.2]:25'
/** One delivery over TLS, so that a log tells of TLS at all. */
const SEEN =
  out(99, established('x[192.0.2.99]:25', TLS13)) + out(99, sent('SEEN', 'x@seen.example', 'x[192.0.2.99]:25'))

interface Case {
  readonly name: string
  readonly log: string
  readonly in?: ReturnType<typeof shares>
  readonly out?: ReturnType<typeof shares>
}

const postfix: readonly Case[] = [
  {
    name: 'a delivery over TLS',
    log: out(1, established(A, TLS13)) + out(1, sent('Q1', 'x@a.example', A)),
    out: shares(1, 0),
  },
  { name: 'a delivery in clear', log: SEEN + out(1, sent('Q1', 'x@a.example', A)), out: shares(1, 1) },
  { name: 'a log that never tells of TLS', log: out(1, sent('Q1', 'x@a.example', A)), out: shares(0, 0, 1) },
  {
    name: 'two recipients of one delivery, which is one message',
    log: out(1, established(A, TLS13)) + out(1, sent('Q1', 'x@a.example', A)) + out(1, sent('Q1', 'y@a.example', A)),
    out: shares(1, 0),
  },
  {
    name: 'a second delivery of the process without a session of its own',
    log: out(1, established(A, TLS13)) + out(1, sent('Q1', 'x@a.example', A)) + out(1, sent('Q2', 'x@a.example', A)),
    out: shares(1, 1),
  },
  {
    name: 'a session to one host and the delivery to another',
    log: out(1, established(A, TLS13)) + out(1, sent('Q1', 'x@b.example', B)) + SEEN,
    out: shares(1, 1),
  },
  {
    name: 'processes side by side',
    log:
      out(1, established(A, TLS13)) +
      out(2, established(B, TLS13)) +
      out(1, sent('Q1', 'x@a.example', A)) +
      out(2, sent('Q2', 'x@b.example', B)),
    out: shares(2, 0),
  },
  {
    name: 'the same numbers on two hosts',
    log:
      (out(1, established(A, TLS13)) + out(1, sent('Q1', 'x@a.example', A))).replaceAll(' mail ', ' other ') +
      out(1, sent('Q1', 'x@a.example', A)),
    out: shares(1, 1),
  },
  {
    name: 'a session that is used again',
    log:
      out(1, established(A, TLS13)) +
      out(1, sent('Q1', 'x@a.example', A)) +
      out(1, established(A, TLS13).replace('established', 'reused')) +
      out(1, sent('Q2', 'x@a.example', A, ' conn_use=2,')),
    out: shares(2, 0),
  },
  {
    name: 'a delivery that says its level itself (3.11)',
    log:
      out(1, sent('Q1', 'x@a.example', A, ' tls=may:none,')) +
      out(1, sent('Q2', 'x@a.example', A, ' tls=dane/requiretls,')),
    out: shares(1, 1),
  },
  {
    name: 'what is no delivery to a network',
    log:
      SEEN +
      out(
        1,
        'Q1: to=<x@a.example>, relay=none, delay=1, dsn=4.4.1, status=deferred (connect to a.example[192.0.2.1]:25: Connection refused)',
      ) +
      `${SYSLOG}postfix/lmtp[1]: ${sent('Q2', 'x@a.example', 'mail[private/dovecot-lmtp]').replace('[private', '[/private')}\n` +
      `${SYSLOG}postfix/local[1]: ${sent('Q3', 'x@a.example', 'local')}\n`,
    out: shares(1, 0),
  },
  {
    name: 'a session whose suite does not encrypt',
    log: out(1, established(A, 'TLSv1.2 with cipher NULL-SHA256 (0/0 bits)')) + out(1, sent('Q1', 'x@a.example', A)),
    out: shares(0, 1),
  },
  {
    name: 'mail that comes in over TLS, twice on one connection',
    log:
      into(1, 'connect from mx.c.example[192.0.2.3]') +
      into(1, `Anonymous TLS connection established from mx.c.example[192.0.2.3]: ${TLS13}`) +
      into(1, 'Q1: client=mx.c.example[192.0.2.3]') +
      into(1, 'Q2: client=mx.c.example[192.0.2.3]') +
      into(1, 'disconnect from mx.c.example[192.0.2.3] ehlo=2 starttls=1 mail=2 rcpt=2 data=2 quit=1 commands=10'),
    in: shares(2, 0),
  },
  {
    name: 'with a name in the session line (SNI)',
    log:
      into(1, 'connect from mx.c.example[192.0.2.3]') +
      into(1, `Anonymous TLS connection established from mx.c.example[192.0.2.3] to mx.here.example: ${TLS12}`) +
      into(1, 'Q1: client=mx.c.example[192.0.2.3]'),
    in: shares(1, 0),
  },
  {
    name: 'counts of commands that show STARTTLS, where sessions are not logged',
    log:
      into(1, 'connect from c[192.0.2.3]') +
      into(1, 'Q1: client=c[192.0.2.3]') +
      into(1, 'disconnect from c[192.0.2.3] ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7') +
      into(1, 'connect from c[192.0.2.3]') +
      into(1, 'Q2: client=c[192.0.2.3]') +
      into(1, 'disconnect from c[192.0.2.3] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5'),
    in: shares(1, 1),
  },
  {
    name: 'STARTTLS that failed, and mail in clear behind it',
    log:
      into(1, 'connect from c[192.0.2.3]') +
      into(1, 'Q1: client=c[192.0.2.3]') +
      into(1, 'disconnect from c[192.0.2.3] ehlo=1 starttls=0/1 mail=1 rcpt=1 data=1 quit=1 commands=5/6'),
    in: shares(0, 1),
  },
  {
    name: 'a service with TLS from the first byte that logs no sessions',
    log: `${into(1, 'connect from c[192.0.2.3]')}${into(1, 'Q1: client=c[192.0.2.3], sasl_method=PLAIN, sasl_username=x')}${into(1, 'disconnect from c[192.0.2.3] ehlo=1 auth=1 mail=1 commands=3')}`.replaceAll(
      'postfix/smtpd',
      'postfix/smtps/smtpd',
    ),
    in: shares(0, 0, 1),
  },
  {
    name: 'a connection that is still open at the end',
    log: into(1, 'connect from c[192.0.2.3]') + into(1, 'Q1: client=c[192.0.2.3]'),
    in: shares(0, 0, 1),
  },
  {
    name: 'a refused client',
    log:
      into(1, 'connect from c[192.0.2.3]') +
      into(1, 'NOQUEUE: client=c[192.0.2.3]') +
      into(1, 'disconnect from c[192.0.2.3] ehlo=1 commands=1'),
    in: shares(0, 0),
  },
]

const EXIM = '2026-11-24 08:00:00 '
const EXIM_X = 'X=TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256'

const exim: readonly Case[] = [
  {
    name: 'mail in over TLS',
    log: `${EXIM}1wfJcc-00000006yLj-3jeO <= a@c.example H=mx.c.example [192.0.2.3] P=esmtps ${EXIM_X} CV=no S=812 id=x@c\n`,
    in: shares(1, 0),
  },
  {
    name: 'mail in without a name',
    log: `${EXIM}1d18ZN-0000br-Mp <= <> H=(helo.example) [192.0.2.3] P=esmtp S=812\n`,
    in: shares(0, 1),
  },
  {
    name: 'a client that greets as somebody on this machine',
    log:
      `${EXIM}1d18ZN-0000br-Mp <= <> H=([127.0.0.1]) [192.0.2.3] P=esmtp S=812\n` +
      `${EXIM}1d18ZO-0000br-Mp <= <> H=c.example ([127.0.0.1]) [192.0.2.3]:4321 P=esmtp S=812\n` +
      `${EXIM}1d18ZP-0000br-Mp <= " H=x [127.0.0.1] P=esmtps "@c.example H=[192.0.2.3] P=esmtp S=812\n`,
    in: shares(0, 3),
  },
  {
    name: 'a subject, and the words of a server, that look like TLS',
    log:
      `${EXIM}1d18ZN-0000br-Mp <= a@c.example H=c [192.0.2.3] P=esmtp S=812 T="about ${EXIM_X} and more"\n` +
      `${EXIM}1d18ZO-0000br-Mp => b@a.example R=dns T=smtp H=mx.a.example [192.0.2.1] C="250 OK ${EXIM_X} "\n` +
      `${EXIM}1d18ZP-0000br-Mp => b@b.example R=dns T=smtp H=mx.b.example [192.0.2.2] ${EXIM_X} CV=yes DN="CN=b" C="250"\n`,
    in: shares(0, 1),
    out: shares(1, 1),
  },
  {
    name: 'a log without X=, whose protocol tells',
    log: `${EXIM}1d18ZN-0000br-Mp <= a@c.example H=c [192.0.2.3]:4321 P=esmtpsa A=plain:x S=812\n`,
    in: shares(1, 0),
  },
  {
    name: 'mail of a local user',
    log: `${EXIM}1d18ZN-0000br-Mp <= a@c.example U=root P=local S=812\n`,
    in: shares(0, 0),
  },
  {
    name: 'a delivery to two recipients',
    log:
      `${EXIM}1d18ZN-0000br-Mp => b@a.example R=dns T=smtp H=mx.a.example [192.0.2.1]:25 ${EXIM_X} CV=dane DS C="250 OK"\n` +
      `${EXIM}1d18ZN-0000br-Mp -> c@a.example R=dns T=smtp H=mx.a.example [192.0.2.1]:25 ${EXIM_X} CV=dane DS C="250 OK"\n` +
      `${EXIM}1d18ZN-0000br-Mp Completed\n`,
    out: shares(1, 0),
  },
  {
    name: 'a delivery in clear beside one over TLS',
    log:
      `${EXIM}1d18ZN-0000br-Mp => b@a.example R=dns T=smtp H=mx.a.example [192.0.2.1] ${EXIM_X} CV=yes\n` +
      `${EXIM}1d18ZO-0000br-Mp => x <x@b.example> R=dns T=smtp H=mx.b.example [192.0.2.2] C="250 OK"\n`,
    out: shares(1, 1),
  },
  {
    name: 'a local delivery',
    log: `${EXIM}1d18ZN-0000br-Mp => x <x@a.example> R=local T=maildir\n`,
    out: shares(0, 0),
  },
  {
    name: 'through syslog, with its own time',
    log: `${SYSLOG}exim[71]: ${EXIM}1d18ZN-0000br-Mp => b@a.example H=mx [192.0.2.1] ${EXIM_X} CV=no\n`,
    out: shares(1, 0),
  },
  {
    name: 'with milliseconds, zone and number',
    log: `2026-11-24 08:00:00.123 +0100 [71] 1d18ZN-0000br-Mp => b@a.example H=mx [192.0.2.1] ${EXIM_X} CV=no\n`,
    out: shares(1, 0),
  },
]

const SENDMAIL = `${SYSLOG}sendmail[7]: `
const sendmail: readonly Case[] = [
  {
    name: 'a delivery over TLS',
    log:
      `${SENDMAIL}STARTTLS=client, relay=mx.a.example., version=TLSv1.3, verify=OK, cipher=TLS_AES_256_GCM_SHA384, bits=256/256\n` +
      `${SENDMAIL}0A1b: to=<x@a.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=1, relay=mx.a.example. [192.0.2.1], dsn=2.0.0, stat=Sent (ok)\n`,
    out: shares(1, 0),
  },
  {
    name: 'a delivery in clear behind it',
    log:
      `${SENDMAIL}STARTTLS=client, relay=mx.a.example., version=TLSv1/SSLv3, verify=FAIL, cipher=DHE-RSA-AES256-SHA, bits=256/256\n` +
      `${SENDMAIL}0A1b: to=<x@a.example>, mailer=esmtp, relay=mx.a.example. [192.0.2.1], dsn=2.0.0, stat=Sent (ok)\n` +
      `${SENDMAIL}0A1c: to=<x@b.example>, mailer=esmtp, relay=mx.b.example. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)\n` +
      `${SENDMAIL}0A1d: to=<x@b.example>, mailer=esmtp, relay=mx.b.example. [192.0.2.2], dsn=4.0.0, stat=Deferred\n`,
    out: shares(1, 1),
  },
  {
    name: 'mail in, over TLS and not',
    log:
      `${SENDMAIL}STARTTLS=server, relay=mx.c.example [192.0.2.3], version=TLSv1.2, verify=NO, cipher=ECDHE-RSA-AES256-GCM-SHA384, bits=256/256\n` +
      `${SENDMAIL}0A1b: from=<y@c.example>, size=1, class=0, nrcpts=1, msgid=<x>, proto=ESMTPS, daemon=MTA, relay=mx.c.example [192.0.2.3]\n` +
      `${SYSLOG}sm-mta[8]: 0A1c: from=<y@d.example>, size=1, class=0, nrcpts=1, msgid=<x>, proto=ESMTP, daemon=MTA, relay=mx.d.example [192.0.2.4]\n` +
      `${SYSLOG}sm-mta[9]: 0A1d: from=<y@d.example>, size=1, class=0, nrcpts=0, proto=ESMTP, daemon=MTA, relay=mx.d.example [192.0.2.4]\n` +
      `${SYSLOG}sendmail[10]: 0A1e: from=root, size=1, class=0, nrcpts=1, msgid=<x>, relay=root@localhost\n`,
    in: shares(1, 1),
  },
]

const sendmailTricks: readonly Case[] = [
  {
    name: 'a Message-ID that looks like the rest of the line',
    log:
      `${SENDMAIL}STARTTLS=server, relay=mx.c.example [192.0.2.3], version=TLSv1.2, verify=NO, cipher=ECDHE-RSA-AES256-GCM-SHA384, bits=256/256\n` +
      `${SENDMAIL}0A1b: from=<y@c.example>, size=1, nrcpts=1, msgid=<x>, proto=ESMTPS, daemon=MTA, relay=mx.c.example [192.0.2.3]\n` +
      `${SYSLOG}sm-mta[8]: 0A1c: from=<y@d.example>, size=1, nrcpts=1, msgid=<a, nrcpts=0, proto=ESMTPS, relay=x [127.0.0.1]>, proto=ESMTP, daemon=MTA, relay=mx.d.example [192.0.2.4]\n`,
    in: shares(1, 1),
  },
  {
    name: 'the words of a server that look like another outcome',
    log:
      `${SENDMAIL}STARTTLS=client, relay=mx.a.example., version=TLSv1.3, verify=OK, cipher=TLS_AES_256_GCM_SHA384, bits=256/256\n` +
      `${SENDMAIL}0A1b: to=<x@a.example>, mailer=esmtp, relay=mx.a.example. [192.0.2.1], dsn=2.0.0, stat=Sent (ok, relay=x [127.0.0.1])\n` +
      `${SENDMAIL}0A1c: to=<x@b.example>, mailer=esmtp, relay=mx.b.example. [192.0.2.2], dsn=4.0.0, stat=Deferred: 450 no, stat=Sent\n`,
    out: shares(1, 0),
  },
]

describe.each([
  ['Postfix', postfix],
  ['Exim', exim],
  ['Sendmail', [...sendmail, ...sendmailTricks]],
] as const)('%s', (_, cases) => {
  test.each(cases)('$name', (each) => {
    const facts = read(each.log)
    if (each.in !== undefined) expect(facts.in).toMatchObject(each.in)
    if (each.out !== undefined) expect(facts.out).toMatchObject(each.out)
    expect(facts.input.linesUnreadable).toBe(0)
  })

  test('the same however it is cut into pieces', () => {
    const log = cases.map((each) => each.log).join('')
    const whole = read(log)
    expect([1, 2, 3, 7, 64, 333].map((size) => read(log, WRITTEN, size))).toEqual(
      Array.from({ length: 6 }, () => whole),
    )
  })
})

describe('sessions', () => {
  const facts = read(
    [
      out(1, established(A, TLS13, 'Verified')) + out(1, sent('Q1', 'x@A.example', A)),
      out(2, established(B, TLS12, 'Trusted')) + out(2, sent('Q2', 'x@b.example', B)),
      out(3, established(B, TLS10, 'Anonymous')) + out(3, sent('Q3', 'x@b.example', B)),
      out(4, sent('Q4', 'x@c.example', 'mx.c.example[192.0.2.3]:25')),
    ].join(''),
  )

  test('are told apart by version, suite, group and trust', () => {
    expect(facts.out.versions).toEqual(
      expect.arrayContaining([
        { name: 'TLS 1.3', messages: 1 },
        { name: 'TLS 1.2', messages: 1 },
        { name: 'TLS 1.0', messages: 1 },
      ]),
    )
    expect(facts.out.suites.map(({ name }) => name).toSorted()).toEqual([
      'TLS_AES_256_GCM_SHA384',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'TLS_RSA_WITH_AES_128_CBC_SHA',
    ])
    expect(facts.out.groups.map(({ name }) => name)).toEqual(expect.arrayContaining(['x25519', 'secp256r1', null]))
    expect(facts.out.trust.map(({ name }) => name)).toEqual(['verified', 'trusted', 'anonymous'])
  })

  test('show what stricter settings would break', () => {
    const by = Object.fromEntries(
      facts.out.stricter.map(({ code, peers, messages, examples }) => [code, [peers, messages, examples]]),
    )
    expect(by).toEqual({
      'out-encrypt': [1, 1, [{ name: 'c.example', messages: 1, of: 1 }]],
      'out-tls12': [1, 1, [{ name: 'b.example', messages: 1, of: 2 }]],
      'out-forward-secrecy': [1, 1, [{ name: 'b.example', messages: 1, of: 2 }]],
      'out-verify': [
        2,
        2,
        [
          { name: 'b.example', messages: 1, of: 2 },
          { name: 'c.example', messages: 1, of: 1 },
        ],
      ],
    })
    expect(facts.out.inClear).toEqual([{ name: 'c.example', messages: 1, of: 1 }])
  })

  test('that were required and failed are counted by reason', () => {
    const deferred = (id: string, why: string): string =>
      out(1, `${id}: to=<x@a.example>, relay=${A}, delay=1, dsn=4.7.4, status=deferred (${why})`)
    const { failures } = read(
      deferred('1', 'TLS is required, but was not offered by host mx.a.example[192.0.2.1]') +
        deferred('2', 'TLS is required, but was not offered by host mx.a.example[192.0.2.1]') +
        deferred('3', 'Cannot start TLS: handshake failure') +
        deferred('4', 'Server certificate not verified') +
        deferred('5', 'TLS is required, but host mx.a.example[192.0.2.1] refused to start TLS: 454 4.7.0'),
    ).out
    expect(failures.map(({ name, messages }) => [name, messages])).toEqual([
      ['not-offered', 2],
      ['handshake', 1],
      ['certificate', 1],
      ['refused', 1],
    ])
  })
})

describe('neighbours on this machine', () => {
  const filter = '127.0.0.1[127.0.0.1]:10024'
  test('are counted apart', () => {
    const facts = read(SEEN + out(1, sent('Q1', 'x@a.example', filter)))
    expect(facts.out).toMatchObject(shares(1, 0))
    expect(facts.local.out).toEqual(shares(0, 1))
  })

  test('count when there are no others', () => {
    const relay = 'mx.lab.test[127.0.0.1]:25025'
    const facts = read(out(1, established(relay, TLS13)) + out(1, sent('Q1', 'x@lab.test', relay)))
    expect(facts.out).toMatchObject(shares(1, 0))
    expect(facts.local.out).toEqual(shares(0, 0))
    expect(facts.days).toMatchObject([{ day: '2026-11-24', out: shares(1, 0) }])
  })
})

describe('forms of a log', () => {
  const lines = [['smtp', 1, established(A, TLS13)] as const, ['smtp', 1, sent('Q1', 'x@a.example', A)] as const]
  const forms: readonly {
    readonly name: string
    readonly line: (program: string, pid: number, words: string) => string
  }[] = [
    { name: 'syslog', line: (program, pid, words) => `${SYSLOG}postfix/${program}[${pid}]: ${words}\n` },
    {
      name: 'syslog with a priority',
      line: (program, pid, words) => `<22>${SYSLOG}postfix/${program}[${pid}]: ${words}\n`,
    },
    {
      name: 'ISO',
      line: (program, pid, words) => `2026-11-24T08:00:00.123456+01:00 mail postfix/${program}[${pid}]: ${words}\n`,
    },
    {
      name: 'journalctl -o short-iso',
      line: (program, pid, words) => `2026-11-24T08:00:00+0100 mail postfix/${program}[${pid}]: ${words}\n`,
    },
    {
      name: 'a date and a blank',
      line: (program, pid, words) => `2026-11-24 08:00:00 mail postfix/${program}[${pid}]: ${words}\n`,
    },
    {
      name: 'RFC 5424',
      line: (program, pid, words) => `<22>1 2026-11-24T08:00:00Z mail postfix/${program} ${pid} - - ${words}\n`,
    },
    {
      name: 'RFC 5424 with data and mark',
      line: (program, pid, words) =>
        `<22>1 2026-11-24T08:00:00.1Z mail postfix/${program} ${pid} x [a@1 b="c"] \ufeff${words}\n`,
    },
    { name: 'CRLF', line: (program, pid, words) => `${SYSLOG}postfix/${program}[${pid}]: ${words}\r\n` },
    {
      name: 'journalctl -o json',
      line: (program, pid, words) =>
        `${JSON.stringify({ __REALTIME_TIMESTAMP: '1795507200000000', _HOSTNAME: 'mail', SYSLOG_IDENTIFIER: `postfix/${program}`, _PID: `${pid}`, MESSAGE: words })}\n`,
    },
    {
      name: 'journalctl -o json with octets',
      line: (program, pid, words) =>
        `${JSON.stringify({ __REALTIME_TIMESTAMP: '1795507200000000', _HOSTNAME: 'mail', SYSLOG_IDENTIFIER: `postfix/${program}`, SYSLOG_PID: `${pid}`, MESSAGE: [...Buffer.from(words)] })}\n`,
    },
    {
      name: 'journalctl -o export',
      line: (program, pid, words) =>
        `__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795507200000000\nMESSAGE=${words}\n_HOSTNAME=mail\nSYSLOG_IDENTIFIER=postfix/${program}\n_PID=${pid}\n\n`,
    },
    {
      name: 'journalctl -o export with octets',
      line: (program, pid, words) => {
        const length = Buffer.alloc(8)
        length.writeUInt32LE(Buffer.byteLength(words))
        return `__CURSOR=s=1\n__REALTIME_TIMESTAMP=1795507200000000\n_CMDLINE\n\u0002\0\0\0\0\0\0\0\n\n\nMESSAGE\n${length.toString('latin1')}${words}\n_HOSTNAME=mail\nSYSLOG_IDENTIFIER=postfix/${program}\nSYSLOG_PID=${pid}\n\n`
      },
    },
  ]

  test.each(forms)('$name', ({ name, line }) => {
    const text = lines.map(([program, pid, words]) => line(program, pid, words)).join('')
    for (const size of [1, 5, 17, 1 << 20]) {
      const facts = read(Buffer.from(text, name.endsWith('export with octets') ? 'latin1' : 'utf8'), WRITTEN, size)
      expect(facts.out).toMatchObject(shares(1, 0))
      expect(facts.days).toMatchObject([{ day: '2026-11-24', out: shares(1, 0) }])
      expect(facts.input).toMatchObject({ lines: 2, linesRead: 2, linesUnreadable: 0 })
    }
  })
})

describe('years', () => {
  const at = (day: string): string =>
    `${day} 08:00:00 mail postfix/smtp[1]: ${sent(day.replace(' ', ''), 'x@a.example', A)}\n`
  const cases = [
    { name: 'this year', days: ['Nov 23', 'Nov 24'], written: '2026-11-24', expected: ['2026-11-23', '2026-11-24'] },
    { name: 'last year', days: ['Dec 30', 'Dec 31'], written: '2026-01-02', expected: ['2025-12-30', '2025-12-31'] },
    {
      name: 'over the turn',
      days: ['Dec 31', 'Jan  1'],
      written: '2026-01-01',
      expected: ['2025-12-31', '2026-01-01'],
    },
    {
      name: 'over two turns',
      days: ['Dec 31', 'Jun  1', 'Dec 31', 'Jan  1'],
      written: '2026-01-01',
      expected: ['2024-12-31', '2025-06-01', '2025-12-31', '2026-01-01'],
    },
    {
      name: 'a line that comes late',
      days: ['Dec 31', 'Jan  1', 'Dec 31', 'Jan  1'],
      written: '2026-01-01',
      expected: ['2025-12-31', '2026-01-01'],
    },
    {
      name: 'lines out of order',
      days: ['Nov 24', 'Nov 23', 'Nov 24'],
      written: '2026-11-24',
      expected: ['2026-11-23', '2026-11-24'],
    },
    { name: 'a zone ahead of ours', days: ['Nov 25'], written: '2026-11-24', expected: ['2026-11-25'] },
    { name: 'February 29', days: ['Feb 29', 'Mar  1'], written: '2028-03-01', expected: ['2028-02-29', '2028-03-01'] },
  ]

  test.each(cases)('$name', ({ days, written, expected }) => {
    expect(read(days.map(at).join(''), new Date(written)).days.map(({ day }) => day)).toEqual(expected)
  })

  test('of two files are found apart', () => {
    const reader = new LogReader()
    reader.write(Buffer.from(at('Dec 31')))
    reader.endFile(new Date('2025-12-31'))
    reader.write(Buffer.from(at('Jan  1')))
    reader.endFile(new Date('2026-01-02'))
    expect(reader.facts().days.map(({ day }) => day)).toEqual(['2025-12-31', '2026-01-01'])
  })
})

describe('rubbish', () => {
  test('is counted and nothing else', () => {
    const facts = read(
      Buffer.concat([
        Buffer.from('torn line\n\u0000\u0001\u0002\n'),
        Buffer.alloc(300, 0xff),
        Buffer.from(`\n${SEEN}`),
      ]),
    )
    expect(facts.input.linesUnreadable).toBe(3)
    expect(facts.out).toMatchObject(shares(1, 0))
  })

  test('without line ends does not fill the memory, and is one line', () => {
    const facts = read(Buffer.concat([Buffer.alloc(LINE_BYTES * 20, 0x41), Buffer.from(`\n${SEEN}`)]), WRITTEN, 4_096)
    expect(facts.input).toMatchObject({ linesTooLong: 1, lines: 3 })
    expect(facts.out).toMatchObject(shares(1, 0))
  })

  test('a delivery begun in one file and ended in the next is one', () => {
    const reader = new LogReader()
    reader.write(Buffer.from(out(1, established(A, TLS13))))
    reader.endFile(WRITTEN)
    reader.write(Buffer.from(out(1, sent('Q1', 'x@a.example', A))))
    reader.endFile(WRITTEN)
    expect(reader.facts().out).toMatchObject(shares(1, 0))
  })

  test('does not throw for anything, and counts every line once', () => {
    const piece = fc.constantFrom(
      SYSLOG,
      EXIM,
      'postfix/smtp[1]: ',
      'postfix/smtpd[1]: ',
      'exim[1]: ',
      'sendmail[1]: ',
      ': to=<',
      ', relay=',
      ', status=sent ',
      '1d18ZN-0000br-Mp => ',
      ' H=[',
      ' X=TLS',
      'STARTTLS=client',
      '{"MESSAGE":',
      '__CURSOR=1\n',
      'MESSAGE\n',
      '\n',
      '[',
      ']',
      '<22>1 ',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, anyText(12)), { maxLength: 60 }), (pieces) => {
        const { input, in: incoming, out: outgoing } = read(pieces.join(''), WRITTEN, 50)
        expect(input.lines).toBeGreaterThanOrEqual(input.linesRead + input.linesUnreadable + input.linesTooLong)
        expect(incoming.messages + outgoing.messages).toBeLessThanOrEqual(input.linesRead)
      }),
      { numRuns: 2_000 },
    )
  })
})
