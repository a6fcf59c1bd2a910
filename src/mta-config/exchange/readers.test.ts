import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startProcessorTime } from '../../../test/support/processor-time.ts'
import { attemptSync } from '../../base/failure.ts'
import { DEFAULT_CONFIG_PROFILE } from '../config-profile.ts'
import { encodeText, placeAt, readTextDocument, textDocument } from '../text-document.ts'
import { readCliXml } from './clixml.ts'
import { readExchange } from './exchange-configuration.ts'
import { generateExchangePowerShell, generateExchangeRegistry, generateExchangeUndo } from './generate-exchange.ts'
import { readJsonObjects } from './json-objects.ts'
import { fixExchange, lintExchange } from './lint-exchange.ts'
import { listOf, propertyOf, textOf } from './object-value.ts'
import { readRegistryFile } from './registry-file.ts'
import { readCsv, readListText } from './text-objects.ts'

/** The same connector in each form that PowerShell writes. */
const FORMS = {
  CliXml: `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
  <Obj RefId="0"><ToString>To Net</ToString><Props>
    <S N="Identity">To Net</S><B N="RequireTLS">false</B><Nil N="TlsAuthLevel" />
    <Obj N="AddressSpaces" RefId="1"><TN RefId="0"><T>x</T></TN><LST><Obj RefId="2"><ToString>SMTP:*;1</ToString></Obj></LST></Obj>
    <S N="Comment">a &lt;b&gt; &amp; _x000A_c</S>
  </Props></Obj>
</Objs>`,
  JSON: '{"Identity": "To Net", "RequireTLS": false, "TlsAuthLevel": null,\n "AddressSpaces": ["SMTP:*;1"], "Comment": "a <b> & \\nc"}',
  CSV: '"Identity","RequireTLS","TlsAuthLevel","AddressSpaces","Comment"\r\n"To Net","False","","SMTP:*;1","a <b> & \nc"\r\n',
  list: 'Identity      : To Net\nRequireTLS    : False\nTlsAuthLevel  : \nAddressSpaces : {SMTP:*;1}\nComment       : a <b> & c\n',
} as const

describe('each form of an export', () => {
  const readers = { CliXml: readCliXml, JSON: readJsonObjects, CSV: readCsv, list: readListText } as const

  test.each(Object.keys(FORMS) as (keyof typeof FORMS)[])('%s says the same', (form) => {
    const [node] = readers[form](textDocument('f', FORMS[form]))
    const value = (name: string): unknown => (node === undefined ? undefined : propertyOf(node, name)?.value)
    expect(textOf(value('identity') as string)).toBe('To Net')
    expect(textOf(value('RequireTLS') as boolean).toLowerCase()).toBe('false')
    expect(textOf(value('TlsAuthLevel') as null)).toBe('')
    expect(listOf(value('AddressSpaces') as string)[0]).toMatch(/^SMTP:\*/)
    expect(textOf(value('Comment') as string)).toMatch(/^a <b> & \s?c$/)
  })

  test.each(Object.keys(FORMS) as (keyof typeof FORMS)[])(
    '%s leads to the same findings, each at its property',
    (form) => {
      const document = textDocument('f', FORMS[form])
      const findings = lintExchange(readExchange([document]), DEFAULT_CONFIG_PROFILE)
      expect(findings.map(({ code, parameter, value }) => [code, parameter, value?.toLowerCase()])).toEqual([
        ['config-outbound-opportunistic', 'RequireTLS', 'false'],
      ])
      const [finding] = findings
      const line = document.text.split('\n')[(finding?.line ?? 0) - 1] ?? ''
      expect(line.slice((finding?.column ?? 1) - 1)).toMatch(form === 'CSV' ? /^"False"/ : /^(?:<B N=")?"?RequireTLS/)
    },
  )

  test.each(Object.keys(FORMS) as (keyof typeof FORMS)[])(
    '%s cut anywhere ends in findings or a coded error',
    (form) => {
      const text = FORMS[form]
      for (let length = 0; length <= text.length; length += 1) {
        const result = attemptSync(() =>
          lintExchange(readExchange([textDocument('f', text.slice(0, length))]), DEFAULT_CONFIG_PROFILE),
        )
        if (!result.ok)
          expect(result.failure).toMatchObject({ code: 'document-invalid', at: expect.stringMatching(/^line \d/) })
      }
    },
  )

  test('anything at all ends in findings or a coded error', () => {
    const piece = fc.constantFrom(
      '<Objs>',
      '<Obj RefId="0">',
      '</Obj>',
      '<Ref RefId="0"/>',
      '{',
      '}',
      '[',
      ']',
      '"a"',
      ':',
      ',',
      'RequireTLS : x\n',
      '[HKEY]\n',
      '"a"=dword:1\n',
      'Windows Registry Editor Version 5.00\n',
      '\n',
      '&#x41;',
      '<!--',
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const result = attemptSync(() =>
          lintExchange(readExchange([textDocument('f', pieces.join(''))]), DEFAULT_CONFIG_PROFILE),
        )
        if (!result.ok) expect(result.failure.code).toBe('document-invalid')
      }),
    )
  })
})

describe('what is hostile', () => {
  test.each([
    { name: 'a document type', text: '<!DOCTYPE x [<!ENTITY a "b">]><Objs/>' },
    { name: 'elements in elements', text: '<a>'.repeat(10_000) },
    { name: 'an element that closes another', text: '<Objs><a></b></Objs>' },
    { name: 'lists in lists', text: '['.repeat(10_000) },
    { name: 'an open quote', text: '"Identity","RequireTLS"\n"a,b\n' },
    { name: 'a value before any key', text: 'Windows Registry Editor Version 5.00\n"a"=dword:1\n' },
    { name: 'something else', text: 'Dear administrator,\nplease find attached\n' },
  ])('$name is a coded error with its line', ({ text }) => {
    expect(attemptSync(() => readExchange([textDocument('f', text)]))).toMatchObject({
      ok: false,
      failure: { code: 'document-invalid', at: expect.stringMatching(/^line \d+$/) },
    })
  })

  test('a megabyte takes no long time', () => {
    const spent = startProcessorTime()
    const texts = [
      `<Objs>${'<S N="a">b</S>'.repeat(70_000)}</Objs>`,
      `[${'{"AddressSpaces":1},'.repeat(50_000)}{}]`,
      `"Identity","Bindings"\n${'"a","b"\n'.repeat(100_000)}`,
      `Bindings : a\n${'  b\n'.repeat(200_000)}`,
      '<'.repeat(1_000_000),
      '&'.repeat(1_000_000),
    ]
    for (const text of texts) attemptSync(() => readExchange([textDocument('f', text)]))
    expect(spent()).toBeLessThan(10_000)
  })
})

/* Each of these took minutes, or all of the stack. */
const large = [
  { name: 'a text in JSON', text: `{"Name":"${'a'.repeat(12_000_000)}"}` },
  { name: 'the name of a value in a registry file', text: `REGEDIT4\n[a]\n"${'a'.repeat(12_000_000)}"=dword:1\n` },
  { name: 'lines without a comma behind a line with one', text: `AddressSpaces,Name\n${'x\n'.repeat(150_000)}` },
  {
    name: 'lists of lists by reference',
    text: `<Objs>${Array.from({ length: 60 }, (_, at) => {
      const twice = at === 0 ? '<S>x</S><S>x</S>' : `<Ref RefId="${at}"/><Ref RefId="${at}"/>`
      return `<Obj RefId="${at + 1}"><LST>${twice}</LST></Obj>`
    }).join('')}<Obj RefId="0"><MS><Ref N="AddressSpaces" RefId="60"/><Ref N="Name" RefId="60"/></MS></Obj></Objs>`,
  },
]

test.each(large)('$name, as large as one likes', { timeout: 10_000 }, ({ text }) => {
  expect(attemptSync(() => readExchange([textDocument('large', text)]))).toMatchObject({
    ok: expect.any(Boolean),
  })
})

describe('readRegistryFile', () => {
  test('reads numbers, texts, deletions, and UTF-16 as reg export writes it', () => {
    const text =
      '\uFEFFWindows Registry Editor Version 5.00\r\n\r\n[HKEY_A\\B]\r\n"x"=dword:0000001f\r\n"y"="z"\r\n"w"=-\r\n[-HKEY_A\\C]\r\n'
    const document = readTextDocument('f.reg', encodeText({ encoding: 'utf-16le' }, text))
    const [first, second] = readRegistryFile(document)
    expect(first?.values.map(({ name, data, place }) => [name, data, place.line])).toEqual([
      ['x', 31, 4],
      ['y', 'z', 5],
      ['w', null, 6],
    ])
    expect(second).toMatchObject({ path: 'HKEY_A\\C', isDeleted: true })
  })
})

describe('the certificate of a connector', () => {
  const clixml = (issuer: string, subject: string): string =>
    `<Objs><Obj RefId="0"><Props><S N="Identity">Hub</S><S N="AddressSpaces">SMTP:a.example;1</S><B N="RequireTLS">true</B>
<Obj N="TlsCertificateName" RefId="1"><ToString>&lt;I&gt;${issuer}&lt;S&gt;${subject}</ToString></Obj></Props></Obj></Objs>`
  const json = (kind: string, value: string): string => `{"Identity": "Hub", ${kind},\n"TlsCertificateName": ${value}}`
  const SEND = '"AddressSpaces": ["SMTP:a.example;1"], "RequireTLS": true'
  const RECEIVE = '"AuthMechanism": "Tls"'

  test.each([
    { name: 'CliXml', text: clixml('CN=localhost', 'CN=localhost'), found: true },
    { name: 'JSON, as text', text: json(SEND, '"<I>CN=a, O=b<S>CN=a, O=b"'), found: true },
    {
      name: 'JSON, as an object',
      text: json(SEND, '{"CertificateSubject": "CN=a", "CertificateIssuer": "CN=a", "SubjectCommonName": "a"}'),
      found: true,
    },
    { name: 'a receive connector', text: json(RECEIVE, '"<I>CN=a<S>CN=a"'), found: true },
    { name: 'an authority in CliXml', text: clixml('CN=Authority', 'CN=localhost'), found: false },
    {
      name: 'an authority in JSON',
      text: json(SEND, '{"CertificateSubject": "CN=a", "CertificateIssuer": "CN=Authority"}'),
      found: false,
    },
    { name: 'none', text: json(RECEIVE, 'null'), found: false },
    { name: 'empty names', text: json(SEND, '"<I><S>"'), found: false },
    { name: 'another text', text: json(SEND, '"CN=a"'), found: false },
  ])('$name', ({ text, found }) => {
    const findings = lintExchange(readExchange([textDocument('f', text)]), DEFAULT_CONFIG_PROFILE)
    const places = findings.flatMap(({ code, line, parameter }) =>
      code === 'config-certificate-test' ? [`${line} ${parameter}`] : [],
    )
    expect(places).toEqual(found ? ['2 TlsCertificateName'] : [])
  })
})

describe('what is generated', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'the registry file for %s switches retired versions off, and the undo names each value',
    (least) => {
      const document = textDocument('a.reg', generateExchangeRegistry({ least }))
      const findings = lintExchange(readExchange([document]), DEFAULT_CONFIG_PROFILE)
      // Whoever asks for TLS 1.3 alone hears that TLS 1.2 is off.
      expect(findings.map(({ parameter }) => parameter)).toEqual(least === 'TLSv1.2' ? [] : ['TLS 1.2'])
      const values = (text: string): readonly string[] =>
        readRegistryFile(textDocument('f', text)).flatMap(({ path, values: own }) =>
          own.map(({ name }) => `${path} ${name}`),
        )
      expect(values(generateExchangeUndo({ least })).toSorted()).toEqual(
        expect.arrayContaining(values(document.text).toSorted()),
      )
      expect(
        readRegistryFile(textDocument('f', generateExchangeUndo({ least }))).flatMap(({ values: own }) =>
          own.map(({ data }) => data),
        ),
      ).toEqual(values(generateExchangeUndo({ least })).map(() => null))
    },
  )

  test('names with quotes stay names', () => {
    const connector =
      '{"Identity": "It\'s; Remove-Item", "AddressSpaces": ["SMTP:a.example;1"], "IgnoreSTARTTLS": true}'
    expect(fixExchange(readExchange([textDocument('f', connector)]), DEFAULT_CONFIG_PROFILE)).toContain(
      "Set-SendConnector -Identity 'It''s; Remove-Item' -IgnoreSTARTTLS $false\n",
    )
    expect(generateExchangePowerShell({ partners: ['a.example'], thumbprint: 'AB' })).toContain(
      "-AddressSpaces 'a.example' -RequireTLS $true",
    )
  })

  test('places count lines and columns of the text', () => {
    expect(placeAt(textDocument('f', FORMS.JSON), FORMS.JSON.indexOf('"AddressSpaces"'))).toMatchObject({
      line: 2,
      column: 2,
    })
  })
})
