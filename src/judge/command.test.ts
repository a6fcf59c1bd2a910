import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../../test/support/runs.ts'
import { commandPattern, fillCommand } from './command.ts'

const subject = { domain: 'example.lab', mx: 'mx1.example.lab', address: '203.0.113.10', port: 25 }
const template = 'openssl s_client {starttls}-connect {connect} -servername {host}'

describe('fillCommand', () => {
  const table = [
    {
      name: 'STARTTLS',
      given: subject,
      mode: 'starttls',
      expected: 'openssl s_client -starttls smtp -connect 203.0.113.10:25 -servername mx1.example.lab',
    },
    {
      name: 'implicit TLS and IPv6',
      given: { ...subject, address: '2001:db8::1', port: 465 },
      mode: 'implicit',
      expected: "openssl s_client -connect '[2001:db8::1]:465' -servername mx1.example.lab",
    },
    {
      name: 'an exchanger without address',
      given: { ...subject, address: null, port: null },
      mode: 'starttls',
      expected: 'openssl s_client -starttls smtp -connect mx1.example.lab:25 -servername mx1.example.lab',
    },
    {
      name: 'a name that is an option',
      given: { ...subject, mx: '-engine' },
      mode: 'starttls',
      expected: 'openssl s_client -starttls smtp -connect 203.0.113.10:25 -servername NAME',
    },
  ] as const
  test.each(table)('$name', ({ given, mode, expected }) => expect(fillCommand(template, given, mode)).toBe(expected))

  test('a name that holds a placeholder stays as it is', () => {
    expect(fillCommand('dig {host}', { ...subject, mx: '{domain}' })).toBe("dig '{domain}'")
  })

  test('whatever a name holds, a shell takes it for one word', { timeout: 60_000 }, () => {
    const name = fc.string({
      unit: fc.constantFrom(...Array.from('a;|&$`\'"\\(){}*? ~!#<>\n-')),
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(name, (mx) => {
        const command = fillCommand('printf %s\\\\0 {host} end', { ...subject, mx })
        const words = execFileSync('/bin/sh', ['-c', command]).toString().split('\0')
        const cannotBeShown = mx.startsWith('-') || /['\n]/.test(mx)
        expect(words).toEqual([cannotBeShown ? 'NAME' : mx, 'end', ''])
      }),
      { numRuns: runs(20, 60) },
    )
  })
})

test('a template for readers has words in the place of values', () => {
  expect(commandPattern(template)).toBe('openssl s_client -starttls smtp -connect HOST:25 -servername HOST')
  expect(commandPattern('dig {domain} {address} {port} {other}')).toBe('dig DOMAIN ADDRESS 25 {other}')
})
