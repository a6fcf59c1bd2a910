import { describe, expect, test } from 'vitest'
import { dnsConstraints, makeChain, makeParty, NOW, type PartyOptions } from '../../test/dane-chains.ts'
import { writeExtension } from './certificate-writer.ts'
import { type OpenCertificate, openCertificate } from './certification-path.ts'
import { context, contextPrimitive, octetString, sequence } from './der-writer.ts'
import { pathProblems } from './path-problems.ts'

function open(der: Uint8Array): OpenCertificate {
  const opened = openCertificate(der)
  if (!opened.ok) throw new Error(opened.failure.code)
  return opened.value
}

function problems(options: Parameters<typeof makeChain>[0], now = NOW): readonly string[] {
  const { root, authority, server } = makeChain(options)
  const path = [server, authority, root].map(({ der }) => open(der))
  return pathProblems(path, Date.parse(now)).map(({ code, depth }) => `${code} ${depth}`)
}

/** An address and its mask. */
const addresses = (...octets: number[]): Uint8Array =>
  writeExtension('2.5.29.30', true, sequence(context(0, sequence(contextPrimitive(7, Uint8Array.from(octets))))))

const cases: readonly {
  readonly name: string
  readonly given: Parameters<typeof makeChain>[0]
  readonly expected: readonly string[]
}[] = [
  { name: 'a good path', given: {}, expected: [] },
  { name: 'an expired server', given: { server: { to: -1 } }, expected: ['expired 0'] },
  { name: 'an expired authority', given: { authority: { to: -1 } }, expected: ['expired 1'] },
  { name: 'an expired root', given: { root: { to: -1 } }, expected: ['expired 2'] },
  { name: 'too early', given: { server: { from: 1 } }, expected: ['not-yet-valid 0'] },
  { name: 'no authority', given: { authority: { ca: false } }, expected: ['ca-flag 1'] },
  {
    name: 'an authority whose key may not sign',
    given: { authority: { usage: ['digitalSignature'] } },
    expected: ['key-usage 1'],
  },
  { name: 'an authority that says nothing of its key', given: { authority: { usage: null } }, expected: [] },
  { name: 'a server for clients', given: { server: { purposes: ['clientAuth'] } }, expected: ['purpose 0'] },
  { name: 'a server for servers', given: { server: { purposes: ['clientAuth', 'serverAuth'] } }, expected: [] },
  { name: 'a server for any purpose', given: { server: { purposes: ['anyExtendedKeyUsage'] } }, expected: [] },
  { name: 'an authority for mail', given: { authority: { purposes: ['emailProtection'] } }, expected: ['purpose 1'] },
  {
    name: 'something critical that nobody knows',
    given: { server: { extensions: [writeExtension('1.2.3.4', true, octetString(Uint8Array.of(1)))] } },
    expected: ['critical-extension 0'],
  },
  { name: 'a limit that fits', given: { root: { pathLength: 1 }, authority: { pathLength: 0 } }, expected: [] },
  { name: 'a limit that is too small', given: { root: { pathLength: 0 } }, expected: ['path-length 2'] },
  { name: 'a permitted name', given: { root: { extensions: [dnsConstraints(['example.org'])] } }, expected: [] },
  {
    name: 'a name that is not permitted',
    given: { root: { extensions: [dnsConstraints(['example.net', 'ample.org'])] } },
    expected: ['name-constraint 2'],
  },
  {
    name: 'an excluded name',
    given: { authority: { extensions: [dnsConstraints([], ['mail.example.org'])] } },
    expected: ['name-constraint 1'],
  },
  {
    name: 'subdomains alone',
    given: { authority: { extensions: [dnsConstraints(['.example.org'])] } },
    expected: [],
  },
  {
    name: 'a common name in place of a DNS name',
    given: { server: { dnsNames: [] }, authority: { extensions: [dnsConstraints(['example.net'])] } },
    expected: ['name-constraint 1'],
  },
  {
    name: 'constraints on addresses, of which there are none',
    given: { authority: { extensions: [addresses(192, 0, 2, 0, 255, 255, 255, 0)] } },
    expected: [],
  },
  {
    name: 'constraints that cannot be read',
    given: { authority: { extensions: [writeExtension('2.5.29.30', true, Uint8Array.of(0x30, 9))] } },
    expected: ['name-constraint 1'],
  },
]

describe('pathProblems', () => {
  test.each(cases)('$name: $expected', ({ given, expected }) => {
    expect(problems(given)).toEqual(expected)
  })

  test('valid from the first second to the end of the last one', () => {
    const options = { server: { from: 0, to: 1 } satisfies PartyOptions }
    expect(problems(options, '2026-11-24T11:59:59Z')).toEqual(['not-yet-valid 0'])
    expect(problems(options, '2026-11-24T12:00:00Z')).toEqual([])
    expect(problems(options, '2026-11-25T12:00:00.999Z')).toEqual([])
    expect(problems(options, '2026-11-25T12:00:01Z')).toEqual(['expired 0'])
  })

  test('self-issued authorities do not count against a limit', () => {
    const root = makeParty({ cn: 'Root', ca: true, pathLength: 0 })
    const renewed = makeParty({ cn: 'Root', ca: true, issuer: root, pathLength: 0 })
    const server = makeParty({ issuer: renewed })
    expect(
      pathProblems(
        [server, renewed, root].map(({ der }) => open(der)),
        Date.parse(NOW),
      ),
    ).toEqual([])
  })
})
