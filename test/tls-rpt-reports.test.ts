import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FoundDocument, readDocuments } from '../src/apps/cli/tls-rpt/read-documents.ts'
import { sourcesOf } from '../src/apps/cli/tls-rpt/sources.ts'

/* Reports as they come: real ones, and each way in which senders and storage differ. */

const VECTORS = join(import.meta.dirname, 'vectors/tls-rpt/reports')
const settings = { maxBytes: 1_048_576, signal: new AbortController().signal }

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wiretight-tls-rpt-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function readAll(...files: readonly string[]): Promise<readonly FoundDocument[]> {
  const found: FoundDocument[] = []
  for await (const source of sourcesOf(files)) {
    for await (const document of readDocuments(source, settings)) found.push(document)
  }
  return found
}

/** Writes a file and reads it. */
async function readFileOf(name: string, content: string | Uint8Array): Promise<readonly FoundDocument[]> {
  const path = join(folder, name)
  await writeFile(path, content)
  return readAll(path)
}

const example = await readFile(join(VECTORS, 'parsedmarc/rfc8460.json'))
const packed = gzipSync(example)

interface Part {
  readonly type: string
  readonly name?: string
  readonly content: Uint8Array
}

/** A mail with one part beside its text. */
function mail({ type, name, content }: Part, subtype = 'report; report-type=tlsrpt'): string {
  const disposition = name === undefined ? '' : `Content-Disposition: attachment; filename="${name}"\r\n`
  return [
    'From: noreply@sender.example',
    'TLS-Report-Domain: example.lab',
    'TLS-Report-Submitter: sender.example',
    'MIME-Version: 1.0',
    `Content-Type: multipart/${subtype}; boundary="b"`,
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'This is a report.',
    '--b',
    `Content-Type: ${type}`,
    `${disposition}Content-Transfer-Encoding: base64`,
    '',
    Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n'),
    '--b--',
    '',
  ].join('\r\n')
}

const NAME = 'company-x.example!company-y.example!1459468800!1459555199!1'

describe('the reports of test/vectors/tls-rpt', () => {
  const reports = [
    { file: 'mox/example.eml', organization: 'Google Inc.', successful: 3, failed: 0, odd: [] },
    {
      file: 'mox/microsoft.eml',
      organization: 'Microsoft Corporation',
      successful: 2,
      failed: 0,
      odd: ['missing', 'time-without-zone', 'time-without-zone'],
    },
    {
      file: 'parsedmarc/google.com_smtp_tls_report.eml',
      organization: 'Google Inc.',
      successful: 48,
      failed: 0,
      odd: [],
    },
    {
      file: 'parsedmarc/mail.ru.json',
      organization: 'Mail.ru',
      successful: 0,
      failed: 1,
      odd: ['failures-exceed-total', 'missing', 'missing', 'missing', 'missing'],
    },
    { file: 'parsedmarc/rfc8460.json', organization: 'Company-X', successful: 5326, failed: 303, odd: [] },
    { file: 'parsedmarc/smtp_tls.json', organization: 'Example Inc.', successful: 0, failed: 3, odd: ['missing'] },
  ]
  test.each(reports)('$file', async ({ file, organization, successful, failed, odd }) => {
    const [document, ...more] = await readAll(join(VECTORS, file))
    expect(more).toEqual([])
    expect(document).toMatchObject({ failure: null, report: { organization } })
    const policies = document?.report?.policies ?? []
    expect(policies.map((policy) => [policy.successful, policy.failed])).toEqual([[successful, failed]])
    expect(document?.oddities.map(({ code }) => code).toSorted()).toEqual(odd)
  })

  test('the details of the RFC’s own example', async () => {
    const [document] = await readAll(join(VECTORS, 'parsedmarc/rfc8460.json'))
    expect(document?.report?.policies[0]?.details.map(({ result, sessions }) => [result, sessions])).toEqual([
      ['certificate-expired', 100],
      ['starttls-not-supported', 200],
      ['validation-failure', 3],
    ])
  })
})

describe('RFC 8460 line 4: mails with application/tlsrpt+json or +gzip, and file names', () => {
  test.each([
    { type: 'application/tlsrpt+gzip', name: `${NAME}.json.gz`, content: packed },
    { type: 'application/tlsrpt+json', name: `${NAME}.json`, content: example },
  ])('$type', async (part) => {
    const [document, ...more] = await readFileOf('m.eml', mail(part))
    expect(more).toEqual([])
    expect(document).toMatchObject({
      part: 'attachment 1',
      name: { sender: 'company-x.example', domain: 'company-y.example', begin: 1_459_468_800, id: '1' },
      report: { organization: 'Company-X' },
      oddities: [],
      failure: null,
    })
  })

  test('a name of a file that disagrees with what is in it', async () => {
    const [other, early] = await Promise.all([
      readFileOf('a.example!b.example!1459468800!1459555199.json', example),
      readFileOf('a.example!company-y.example!1400000000!1400086399.json', example),
    ])
    for (const [document] of [other, early]) expect(document?.oddities).toEqual([{ code: 'name-disagrees', at: '' }])
  })
})

describe('RFC 8460 line 5: reports that come as something else are read, and that is noted', () => {
  const cases: readonly { name: string; file: string; content: string | Uint8Array; odd: readonly string[] }[] = [
    {
      name: 'octet-stream',
      file: 'm.eml',
      content: mail({ type: 'application/octet-stream', name: `${NAME}.json.gz`, content: packed }),
      odd: ['media-type'],
    },
    {
      name: 'octet-stream without a name',
      file: 'm.eml',
      content: mail({ type: 'application/octet-stream', content: packed }, 'mixed'),
      odd: ['media-type'],
    },
    {
      name: 'gzip called gzip',
      file: 'm.eml',
      content: mail({ type: 'application/gzip', name: 'report.gz', content: packed }, 'mixed'),
      odd: ['media-type'],
    },
    {
      name: 'JSON called text',
      file: 'm.eml',
      content: mail({ type: 'text/plain', name: 'report.txt', content: example }, 'mixed'),
      odd: ['media-type'],
    },
    {
      name: '.gz that is no gzip, in a mail',
      file: 'm.eml',
      content: mail({ type: 'application/tlsrpt+gzip', name: `${NAME}.json.gz`, content: example }),
      odd: ['gzip-misnamed'],
    },
    { name: '.gz that is no gzip, as a file', file: `${NAME}.json.gz`, content: example, odd: ['gzip-misnamed'] },
    { name: 'gzip that is called .json', file: `${NAME}.json`, content: packed, odd: ['gzip-unnamed'] },
    { name: 'gzip of any name', file: 'whatever', content: packed, odd: [] },
    { name: 'a byte-order mark and blanks', file: 'bom.json', content: `\ufeff \n${example.toString()}`, odd: [] },
  ]
  test.each(cases)('$name', async ({ file, content, odd }) => {
    const [document, ...more] = await readFileOf(file, content)
    expect(more).toEqual([])
    expect(document).toMatchObject({ report: { organization: 'Company-X' }, failure: null })
    expect(document?.oddities.map(({ code }) => code)).toEqual(odd)
  })

  test('a report as the whole text of a mail', async () => {
    const [document] = await readFileOf(
      'm.eml',
      `From: a@b.example\r\nContent-Type: text/plain\r\n\r\n${example.toString()}`,
    )
    expect(document).toMatchObject({ part: 'text', report: { organization: 'Company-X' } })
  })

  test('a mail that somebody forwarded as an attachment', async () => {
    const inner = Buffer.from(mail({ type: 'application/tlsrpt+gzip', name: `${NAME}.json.gz`, content: packed }))
    const outer = [
      'From: me@example.lab',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="o"',
      '',
      '--o',
      'Content-Type: message/rfc822',
      'Content-Disposition: attachment; filename="report.eml"',
      '',
      inner.toString(),
      '--o--',
      '',
    ].join('\r\n')
    const [document] = await readFileOf('forwarded.eml', outer)
    expect(document).toMatchObject({ report: { organization: 'Company-X' } })
  })

  test('a mailbox: each mail is read, what is too long or no report is told', async () => {
    const good = mail({ type: 'application/tlsrpt+gzip', name: `${NAME}.json.gz`, content: packed })
    const mails = [
      good,
      'Subject: hello\r\n\r\nText.\r\nFrom here on, too.\r\n\r\n>From there as well.\r\n',
      `X: y\r\n\r\n${'x'.repeat(3_000_000)}\r\n`,
      good,
    ]
    const mbox = mails.map((each) => `From sender@example.lab Mon Nov 23 00:00:00 2026\r\n${each}\r\n\r\n`).join('')
    const documents = await readFileOf('box.mbox', mbox)
    expect(documents.map(({ part, report, failure }) => [part, report?.organization ?? failure?.code])).toEqual([
      ['message 1, attachment 1', 'Company-X'],
      ['message 2', 'report-missing'],
      ['message 3', 'content-too-large'],
      ['message 4, attachment 1', 'Company-X'],
    ])
  })

  test('a Maildir, a folder, an empty folder', async () => {
    const maildir = join(folder, 'Maildir')
    for (const name of ['new', 'cur', 'tmp']) await mkdir(join(maildir, name), { recursive: true })
    await writeFile(join(maildir, 'new', '1.host'), mail({ type: 'application/tlsrpt+json', content: example }))
    await writeFile(join(maildir, 'cur', '2.host:2,S'), mail({ type: 'application/tlsrpt+gzip', content: packed }))
    await writeFile(join(maildir, 'tmp', '3.host'), 'half a mail')
    expect((await readAll(maildir)).map(({ report }) => report?.organization)).toEqual(['Company-X', 'Company-X'])

    const plain = join(folder, 'plain')
    await mkdir(join(plain, 'below'), { recursive: true })
    await writeFile(join(plain, 'b.json'), example)
    await writeFile(join(plain, 'a.json.gz'), packed)
    await writeFile(join(plain, '.hidden'), 'x')
    expect((await readAll(plain)).map(({ file }) => file.slice(-9))).toEqual(['a.json.gz', 'in/b.json'])

    await mkdir(join(folder, 'empty'))
    expect(await readAll(join(folder, 'empty'))).toMatchObject([{ failure: { code: 'report-missing' } }])
  })
})

describe('RFC 8460 line 6: what cannot be read is a coded failure, and the others are read all the same', () => {
  const refused: readonly { name: string; content: string | Uint8Array; code: string }[] = [
    { name: 'nothing', content: '', code: 'document-invalid' },
    { name: 'noise', content: Buffer.from([0, 1, 2, 3, 255]), code: 'document-invalid' },
    { name: 'an image', content: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), code: 'document-invalid' },
    { name: 'JSON of something else', content: '{"a":1}', code: 'document-invalid' },
    { name: 'truncated gzip', content: packed.subarray(0, 100), code: 'gzip-malformed' },
    { name: 'gzip of nothing', content: gzipSync(''), code: 'document-invalid' },
    { name: 'a bomb', content: gzipSync(Buffer.alloc(50_000_000, 0x20)), code: 'gzip-ratio' },
    {
      name: 'a bomb in a mail',
      content: mail({ type: 'application/tlsrpt+gzip', content: gzipSync(Buffer.alloc(50_000_000)) }),
      code: 'gzip-ratio',
    },
    {
      name: 'a report that is too large',
      content: `{"policies":[${'{},'.repeat(400_000)}{}]}`,
      code: 'content-too-large',
    },
    {
      name: 'a mail that is too large',
      content: `Subject: x\r\n\r\n${'x'.repeat(2_200_000)}`,
      code: 'content-too-large',
    },
    { name: 'a mail without a report', content: 'Subject: x\r\n\r\nhello\r\n', code: 'report-missing' },
    {
      name: 'a report of a broken mail',
      content: mail({ type: 'application/tlsrpt+gzip', name: 'x.json.gz', content: Buffer.from('hello') }),
      code: 'document-invalid',
    },
  ]
  test.each(refused)('$name: $code', async ({ content, code }) => {
    const bad = join(folder, 'bad')
    await writeFile(bad, content)
    const [first, second] = await readAll(bad, join(VECTORS, 'parsedmarc/rfc8460.json'))
    expect(first).toMatchObject({ report: null, failure: { code } })
    expect(second).toMatchObject({ report: { organization: 'Company-X' }, failure: null })
  })

  test('what does not exist, and what is no file', async () => {
    const documents = await readAll(join(folder, 'no-such'), '/dev/null', join(VECTORS, 'parsedmarc/rfc8460.json'))
    expect(documents.map(({ failure, report }) => failure?.code ?? report?.organization)).toEqual([
      'file-unreadable',
      'file-unreadable',
      'Company-X',
    ])
  })

  test('a mail with a thousand parts inside each other', async () => {
    const open = Array.from(
      { length: 1_000 },
      (_, at) => `Content-Type: multipart/mixed; boundary="${at}"\r\n\r\n--${at}\r\n`,
    )
    const [document] = await readFileOf('deep.eml', `From: a@b.example\r\n${open.join('')}`)
    expect(document?.report).toBeNull()
    expect(document?.failure?.code).toMatch(/^(?:report-missing|document-invalid)$/)
  })
})
