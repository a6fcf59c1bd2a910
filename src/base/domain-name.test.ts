import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import {
  displayDomainName,
  domainNameOrNull,
  isSubdomain,
  labelsOf,
  parentDomain,
  parseDomainName,
} from './domain-name.ts'
import { attemptSync } from './failure.ts'

const good = [
  { given: 'Example.COM', name: 'example.com' },
  { given: 'example.com.', name: 'example.com' },
  { given: ' example.com\n', name: 'example.com' },
  { given: '.', name: '.' },
  { given: 'com', name: 'com' },
  { given: '_25._tcp.mail.example.com', name: '_25._tcp.mail.example.com' },
  { given: 'Müller.example', name: 'xn--mller-kva.example' },
  { given: '例え。テスト', name: 'xn--r8jz45g.xn--zckzah' },
  { given: 'faß.example', name: 'xn--fa-hia.example' },
  { given: 'XN--MLLER-KVA.example', name: 'xn--mller-kva.example' },
  { given: `${'a'.repeat(63)}.example`, name: `${'a'.repeat(63)}.example` },
  { given: 'xn--a.com', name: 'xn--a.com' },
  { given: '1.0.0.127.in-addr.arpa', name: '1.0.0.127.in-addr.arpa' },
]

const bad = [
  { given: '', reason: 'the name is empty' },
  { given: '..', reason: 'a label is empty' },
  { given: '.example.com', reason: 'a label is empty' },
  { given: 'a..b', reason: 'a label is empty' },
  { given: 'example.com..', reason: 'a label is empty' },
  { given: `${'a'.repeat(64)}.example`, reason: 'a label has 64 octets; the DNS allows 63' },
  { given: `${'abcdefg.'.repeat(31)}abcdef`, reason: 'the name has 254 octets; the DNS allows 253' },
  { given: 'exa mple.com', reason: 'only letters, digits, hyphens and underscores may stand in a name' },
  { given: 'a\u0000b.com', reason: 'only letters, digits, hyphens and underscores may stand in a name' },
  { given: 'user@example.com', reason: 'only letters, digits, hyphens and underscores may stand in a name' },
  { given: '-a.com', reason: 'a label begins or ends with a hyphen' },
  { given: 'a-.com', reason: 'a label begins or ends with a hyphen' },
  { given: 'a\u202eb.com', reason: 'the name has no form that the DNS can carry (IDNA)' },
  { given: '127.0.0.1', reason: 'the last label is a number, as in an address' },
  { given: '１２７.１', reason: 'the last label is a number, as in an address' },
]

describe('parseDomainName', () => {
  it.each(good)('reads $given', ({ given, name }) => {
    expect(parseDomainName(given)).toBe(name)
  })

  it.each(bad)('refuses $given: $reason', ({ given, reason }) => {
    const result = attemptSync(() => parseDomainName(given))
    expect(result).toMatchObject({ ok: false, failure: { code: 'name-invalid', reason } })
    expect(domainNameOrNull(given)).toBeNull()
  })

  it('keeps control characters of a refused name out of the failure', () => {
    const result = attemptSync(() => parseDomainName('a\u001b[31m.com'))
    expect(JSON.stringify(result)).not.toMatch(/\\u001b/)
  })

  it('never throws anything but a ProbeError, and what it gives it takes again', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'aZ9-_.é'), maxLength: 80 })
    let taken = 0
    fc.assert(
      fc.property(fc.oneof(anyText(80), nearly), (text) => {
        const result = attemptSync(() => parseDomainName(text))
        if (!result.ok) return
        expect(parseDomainName(result.value)).toBe(result.value)
        taken += 1
      }),
      { numRuns: 500 },
    )
    expect(taken).toBeGreaterThan(25)
  })
})

describe('ancestry', () => {
  const pairs = [
    { name: 'example.com', ancestor: 'example.com', below: true },
    { name: 'a.example.com', ancestor: 'example.com', below: true },
    { name: 'badexample.com', ancestor: 'example.com', below: false },
    { name: 'example.com', ancestor: 'a.example.com', below: false },
    { name: 'example.com', ancestor: '.', below: true },
  ]
  it.each(pairs)('$name below $ancestor: $below', ({ name, ancestor, below }) => {
    expect(isSubdomain(parseDomainName(name), parseDomainName(ancestor))).toBe(below)
  })

  it('walks up to the root', () => {
    const names: string[] = []
    for (let at = domainNameOrNull('a.b.c'); at !== null; at = parentDomain(at)) names.push(at)
    expect(names).toEqual(['a.b.c', 'b.c', 'c', '.'])
    expect(labelsOf(parseDomainName('.'))).toEqual([])
  })
})

describe('displayDomainName', () => {
  const shown = [
    { name: 'example.com', display: 'example.com' },
    { name: 'xn--mller-kva.example', display: 'müller.example' },
    { name: 'xn--r8jz45g.xn--zckzah', display: '例え.テスト' },
    { name: 'xn--pypal-4ve.com', display: 'xn--pypal-4ve.com' },
    { name: 'xn--80ak6aa92e.com', display: 'аррӏе.com' },
  ]
  it.each(shown)('$name', ({ name, display }) => {
    expect(displayDomainName(parseDomainName(name))).toBe(display)
  })
})
