import { describe, expect, test } from 'vitest'
import type { LabSendDocument, LabStatusDocument } from './lab-documents.ts'
import { labMapText, labSendText, labStatusText } from './lab-text.ts'
import { labSendSchema, labStatusSchema } from './schema/lab-schema.ts'

const STATUS: LabStatusDocument = {
  schema: 'wiretight/lab@1',
  pid: 4_711,
  startedAt: '2026-11-24T08:00:00.000Z',
  realPorts: false,
  dns: { address: '127.0.0.1', port: 5_353 },
  trustAnchor: '. IN DS 1 13 2 AB\n',
  trustAnchorFile: '/run/user/0/wiretight-lab/root.ds',
  rootPem: '-----BEGIN CERTIFICATE-----\n',
  rootFile: '/run/user/0/wiretight-lab/root.pem',
  domains: [
    {
      domain: 'perfect.lab',
      teaches: 'nothing to improve',
      hosts: [
        { name: 'mx1.perfect.lab', addresses: ['203.0.113.10', '2001:db8::10'] },
        { name: 'mx2.perfect.lab', addresses: ['203.0.113.11'] },
      ],
      attack: null,
    },
    {
      domain: 'a-name-that-is-longer-than-its-column.lab',
      teaches: 'a sentence that is long enough to be cut at the end of the line of a terminal, wherever that may be',
      hosts: [],
      attack: 'strip',
    },
  ],
  places: [{ address: '203.0.113.10', port: 25, at: { address: '127.0.0.1', port: 40_000 } }],
}

const SENT: LabSendDocument = {
  schema: 'wiretight/lab-send@1',
  sender: { id: 'postfix-may', name: 'Postfix may', settings: ['smtp_tls_security_level = may'] },
  to: 'anna@perfect.lab',
  attack: { name: 'strip', explain: 'takes STARTTLS out' },
  delivery: 'plaintext',
  evidence: ['relay=mx1.perfect.lab[203.0.113.10]:25, dsn=2.0.0, status=sent (250 ok)'],
  seen: [
    { host: 'mx1.perfect.lab', by: 'server', tls: null, to: ['<anna@perfect.lab>'], text: 'Subject: x\n' },
    {
      host: 'mx1.perfect.lab',
      by: 'attacker',
      tls: null,
      to: ['<anna@perfect.lab>'],
      text: 'Received: by a\nFrom: <b@c>\nSubject: \u001b[2Jsecret\n\nhello\n',
    },
  ],
}

const TEXTS = [
  { name: 'map', text: labMapText(STATUS) },
  { name: 'map in ASCII', text: labMapText(STATUS, { ascii: true, width: 80 }) },
  { name: 'status', text: labStatusText(STATUS) },
  { name: 'delivery', text: labSendText(SENT) },
]

describe('what is written about a lab', () => {
  test.each(TEXTS)('$name: no line is longer than it may be, and none holds a control character', ({ text }) => {
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100)
    expect(text).toMatch(/^[^\x00-\x09\x0b-\x1f\x7f]*\n$/)
  })

  test('the map: every domain in a line, with its addresses and whether it is attacked', () => {
    const lines = labMapText(STATUS).split('\n')
    expect(lines[0]).toBe('perfect.lab               203.0.113.10+2  nothing to improve')
    expect(lines[1]).toMatch(/^a-name-that-is-longer-than-its-column\.lab {2}.*…$/)
    expect(lines[2]?.trim()).toBe('attacked: strip')
    expect(labMapText(STATUS)).toContain('forward-addr 127.0.0.1@5353')
  })

  test('the status: who is attacked, and that nobody is', () => {
    expect(labStatusText(STATUS)).toContain('  a-name-that-is-longer-than-its-column.lab  strip\n')
    expect(labStatusText({ ...STATUS, domains: [] })).toContain('Nobody is attacked.')
  })

  test('the delivery: result, evidence, and what was read, escaped', () => {
    const text = labSendText(SENT)
    expect(text).toContain('Result       delivered in clear\n')
    expect(text).toContain('status=sent (250 ok)')
    expect(text).toContain('The attacker has read\n  From: <b@c>\n  Subject: \\u{1b}[2Jsecret\n')
    expect(labSendText({ ...SENT, seen: [], attack: null, delivery: 'deferred' })).not.toContain('attacker')
  })

  test('the documents fit their schemas, which allow nothing else', () => {
    expect(labStatusSchema.parse(STATUS)).toEqual(STATUS)
    expect(labSendSchema.parse(SENT)).toEqual(SENT)
    expect(labSendSchema.safeParse({ ...SENT, delivery: 'lost' }).success).toBe(false)
  })
})
