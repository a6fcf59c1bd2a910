import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DnsServer, startAuthority } from '../../src/dns/authority.ts'
import type { Resolver } from '../../src/dns/lookup.ts'
import { createDo53Upstream } from '../../src/dns/transport/do53.ts'
import { createValidatingResolver } from '../../src/dns/validating-resolver.ts'
import type { DnsType } from '../../src/dns/wire/rr-type.ts'
import { anchor, lab, ourAnswer, QUESTIONS, tree } from './dns-compared-lab.ts'
import { isMissing, peerPath } from './harness/require-peer.ts'

/**
 * Our validator beside `drill -S` of ldns, which chases signatures from the answer up to the anchor. Its chase succeeds or
 * fails; it does not tell what is insecure from what is wrong, and it forgives more than a validator may (it takes keys whose
 * own signature is wrong, and follows an alias to data without looking at that). So two things are compared: what we call
 * secure it must be able to chase, and data without a good signature it must refuse as we do.
 */
type Chase = 'proved' | 'not proved'

/** Negative answers of 2048-bit RSA with NSEC3 come truncated, and drill’s chase does not ask again over TCP. */
const TRUNCATED: ReadonlySet<string> = new Set([
  'none.rsa512.lab. A',
  '_25._tcp.none.rsa512.lab. TLSA',
  'x.wild.rsa512.lab. MX',
])

const missing = isMissing('drill')
const run = promisify(execFile)

let folder = ''
let authority: DnsServer
let ours: Resolver

beforeAll(async () => {
  authority = await startAuthority({ address: '127.0.0.1', port: 0 }, tree.zones)
  const upstream = createDo53Upstream(authority, { timeoutMilliseconds: 2_000 })
  ours = createValidatingResolver({ upstream, anchors: tree.anchors })
  folder = mkdtempSync(join(tmpdir(), 'wiretight-drill-'))
  writeFileSync(join(folder, 'anchor'), `. 3600 IN DS ${anchor}\n`)
})

afterAll(async () => {
  await authority.close()
  rmSync(folder, { recursive: true, force: true })
})

/** drill ends with 0 when the chase came to the anchor. */
async function chase(name: string, type: DnsType): Promise<Chase> {
  const at = ['-p', String(authority.port), '@127.0.0.1']
  const words = ['-S', '-k', join(folder, 'anchor'), ...at, name, type]
  const { stdout } = await run(peerPath('drill'), words).catch((error: { stdout: string }) => error)
  return /^;; Chase successful$/m.test(stdout) ? 'proved' : 'not proved'
}

describe('drill -S', () => {
  it.skipIf(missing).each(lab.map(({ origin }) => origin))('proves whatever we call secure in %s', async (origin) => {
    const proved: string[] = []
    const secure: string[] = []
    for (const [label, type] of QUESTIONS) {
      const question = `${label}${origin} ${type}`
      if (TRUNCATED.has(question) || (await ourAnswer(ours, `${label}${origin}`, type)) !== 'secure') continue
      secure.push(question)
      if ((await chase(`${label}${origin}`, type)) === 'proved') proved.push(question)
    }
    expect(proved).toEqual(secure)
  })

  const unproved = ['expired', 'future', 'corrupt', 'stripped', 'wrongds', 'plain', 'island']
  it.skipIf(missing).each(unproved)('does not prove the address of mail.%s.lab, nor do we', async (zone) => {
    expect(await chase(`mail.${zone}.lab.`, 'A')).toBe('not proved')
    expect(await ourAnswer(ours, `mail.${zone}.lab.`, 'A')).not.toBe('secure')
  })
})
