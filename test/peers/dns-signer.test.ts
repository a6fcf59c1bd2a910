import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { generateSigningKey } from '../../src/dns/generate-signing-key.ts'
import { parseName } from '../../src/dns/wire/name.ts'
import { formatZone } from '../../src/dns/zone/format-zone.ts'
import { loadSignedZone } from '../../src/dns/zone/load-signed-zone.ts'
import { parseZone } from '../../src/dns/zone/parse-zone.ts'
import { signZone } from '../../src/dns/zone/sign-zone.ts'
import { zoneRecords } from '../../src/dns/zone/zone.ts'
import { CONTENT, NSEC3 } from '../dns-signed-lab.ts'

/** Zones of our signer, checked by the verifiers of BIND and ldns: every signature, every link of the chain of denial. */
const VERIFIERS = [
  { program: '/usr/bin/dnssec-verify', args: (file: string) => ['-q', '-o', 'd.lab.', '-I', 'text', file] },
  { program: '/usr/bin/ldns-verify-zone', args: (file: string) => [file] },
]

const MANNERS = [
  { name: 'algorithm 8, NSEC', algorithm: 8, denial: { kind: 'nsec' } },
  { name: 'algorithm 10, NSEC3', algorithm: 10, denial: NSEC3 },
  { name: 'algorithm 13, NSEC', algorithm: 13, denial: { kind: 'nsec' } },
  { name: 'algorithm 13, NSEC3', algorithm: 13, denial: NSEC3 },
  { name: 'algorithm 13, opt-out', algorithm: 13, denial: { ...NSEC3, optOut: true } },
  { name: 'algorithm 14, NSEC3', algorithm: 14, denial: NSEC3 },
  { name: 'algorithm 15, NSEC', algorithm: 15, denial: { kind: 'nsec' } },
  { name: 'algorithm 16, NSEC3', algorithm: 16, denial: { ...NSEC3, iterations: 0, salt: new Uint8Array(0) } },
] as const

const folder = mkdtempSync(join(tmpdir(), 'wiretight-signer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const now = Math.floor(Date.now() / 1_000)
const zone = parseZone(CONTENT, 'd.lab.')

describe.each(VERIFIERS)('$program', ({ program, args }) => {
  const installed = spawnSync('test', ['-x', program]).status === 0

  it.skipIf(!installed).each(MANNERS)('accepts $name', ({ algorithm, denial }) => {
    const keys = [generateSigningKey(algorithm, 257), generateSigningKey(algorithm, 256)]
    const signed = signZone(zone, { keys, inception: now - 3_600, expiration: now + 86_400, denial })
    const file = join(folder, 'zone')
    writeFileSync(file, formatZone(signed))
    const { status, stdout, stderr } = spawnSync(program, args(file), { encoding: 'utf8' })
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' })
    expect(zoneRecords(loadSignedZone(formatZone(signed), 'd.lab.'))).toHaveLength(zoneRecords(signed).length)
  })

  it.skipIf(!installed)('refuses a corrupt signature, so it does check', () => {
    const faults = [{ kind: 'corrupt', name: parseName('mail.d.lab.'), type: 1 }] as const
    const keys = [generateSigningKey(13, 257)]
    const signed = signZone(zone, {
      keys,
      inception: now - 3_600,
      expiration: now + 86_400,
      denial: { kind: 'nsec' },
      faults,
    })
    const file = join(folder, 'zone')
    writeFileSync(file, formatZone(signed))
    expect(spawnSync(program, args(file)).status).not.toBe(0)
  })
})
