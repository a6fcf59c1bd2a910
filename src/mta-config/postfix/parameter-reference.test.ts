import { describe, expect, test } from 'vitest'
import {
  defaultOf,
  hasParameter,
  isServiceParameter,
  obsoleteIn,
  parametersOf,
  standing,
} from './parameter-reference.ts'
import { OBSOLETE_PARAMETERS, POSTFIX_PARAMETERS } from './parameters.ts'
import { parseRelease, type Release } from './release.ts'

const release = (text: string): Release => parseRelease(text) ?? []

describe('standing', () => {
  test.each([
    { name: 'smtpd_tls_security_level', in: '3.7', expected: 'there' },
    { name: 'smtpd_tls_chain_files', in: '3.3', expected: 'too-new' },
    { name: 'smtpd_tls_chain_files', in: '3.4', expected: 'there' },
    { name: 'smtp_tlsrpt_enable', in: '3.9', expected: 'too-new' },
    { name: 'smtp_tlsrpt_enable', in: '3.10', expected: 'there' },
    { name: 'tls_dane_digest_agility', in: '3.4', expected: 'gone' },
    { name: 'tls_dane_digest_agility', in: '3.3', expected: 'there' },
    // Brought into older branches too.
    { name: 'tls_config_file', in: '3.7', expected: 'there' },
    { name: 'tls_config_file', in: '3.5.19', expected: 'too-new' },
    { name: 'smtpd_tls_securty_level', in: '3.7', expected: 'unknown' },
  ])('$name in $in is $expected', ({ name, in: text, expected }) => {
    expect(standing(release(text), name)).toBe(expected)
  })
})

describe('defaultOf', () => {
  test.each([
    { name: 'smtpd_tls_protocols', in: '3.0', expected: '' },
    { name: 'smtpd_tls_protocols', in: '3.5', expected: '!SSLv2, !SSLv3' },
    { name: 'smtpd_tls_protocols', in: '3.7', expected: '>=TLSv1' },
    { name: 'smtp_tls_ciphers', in: '2.11', expected: 'export' },
    { name: 'smtpd_tls_auth_only', in: '3.7', expected: 'no' },
    { name: 'nothing', in: '3.7', expected: '' },
  ])('$name in $in', ({ name, in: text, expected }) => {
    expect(defaultOf(release(text), name)).toBe(expected)
  })
})

describe('the tables', () => {
  test('hold every parameter once, and successors that exist', () => {
    const names = POSTFIX_PARAMETERS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(850)
    const lost = OBSOLETE_PARAMETERS.filter(({ replacement }) => replacement !== null && !names.includes(replacement))
    expect(lost).toEqual([])
    expect(OBSOLETE_PARAMETERS.filter(({ name }) => !names.includes(name))).toEqual([])
  })

  test('have a successor only once it is there', () => {
    const early = OBSOLETE_PARAMETERS.filter(
      ({ since, replacement }) => replacement !== null && !hasParameter(release(since), replacement),
    )
    expect(early.map(({ name }) => name)).toEqual([])
  })

  test('grow from release to release', () => {
    const counts = ['2.6', '2.11', '3.4', '3.7', '3.10', '3.11'].map((text) => parametersOf(release(text)).length)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  })

  test('know what is obsolete, and when', () => {
    expect(obsoleteIn(release('3.7'), 'smtpd_use_tls')).toMatchObject({
      replacement: 'smtpd_tls_security_level',
      warned: '3.9',
    })
    expect(obsoleteIn(release('3.6'), 'smtpd_tls_dh1024_param_file')).toBeNull()
    expect(obsoleteIn(release('3.7'), 'smtpd_tls_cert_file')).toBeNull()
  })

  test('leave out what belongs to single services', () => {
    expect(isServiceParameter('amavis_destination_recipient_limit')).toBe(true)
    expect(isServiceParameter('smtpd_tls_cert_file')).toBe(false)
  })
})
