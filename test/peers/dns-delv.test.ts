import { execFile, spawnSync } from 'node:child_process'
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
import type { Answer } from './resolver-peers.ts'

/** Our validator beside delv, which validates by itself behind the same upstream: `wiretight dns` is meant to do its work. */
const DELV = '/usr/bin/delv'
const installed = spawnSync('test', ['-x', DELV]).status === 0
const run = promisify(execFile)

/** Where delv differs for a reason of policy. */
const DIFFERENCES: Readonly<Record<string, Answer>> = {
  // delv calls a denial validated although an opt-out span covers the name (RFC 5155 section 9.2 wants no AD bit).
  'none.optout.lab. A': 'secure',
  '_25._tcp.none.optout.lab. TLSA': 'secure',
  'unsigned.optout.lab. DS': 'secure',
  'x.wild.optout.lab. MX': 'secure',
}

let folder = ''
let authority: DnsServer
let ours: Resolver
beforeAll(async () => {
  authority = await startAuthority({ address: '127.0.0.1', port: 0 }, tree.zones)
  ours = createValidatingResolver({
    upstream: createDo53Upstream(authority, { timeoutMilliseconds: 2_000 }),
    anchors: tree.anchors,
  })
  folder = mkdtempSync(join(tmpdir(), 'wiretight-delv-'))
  const [tag = '', algorithm = '', digest = '', hex = ''] = anchor.split(' ')
  writeFileSync(
    join(folder, 'anchors'),
    `trust-anchors { . static-ds ${tag} ${algorithm} ${digest} "${hex.toUpperCase()}"; };\n`,
  )
})
afterAll(async () => {
  await authority.close()
  rmSync(folder, { recursive: true, force: true })
})

async function delv(name: string, type: DnsType): Promise<Answer> {
  const args = ['@127.0.0.1', '-p', String(authority.port), '-a', join(folder, 'anchors'), '+root=.', name, type]
  const { stdout, stderr } = await run(DELV, args).catch((error: { stdout: string; stderr: string }) => error)
  if (/resolution failed/.test(stdout + stderr)) {
    // A proven absence is a failure for delv, but says so first.
    const negative = /resolution failed: ncache (nxdomain|nxrrset)/.test(stdout + stderr)
    if (!negative) return 'refused'
  }
  if (/unsigned answer/.test(stdout)) return 'insecure'
  return /fully validated/.test(stdout) ? 'secure' : 'refused'
}

describe('beside delv', () => {
  it.skipIf(!installed).each(lab.map(({ origin }) => origin))('%s', async (origin) => {
    const verdicts: Record<string, string> = {}
    const expected: Record<string, string> = {}
    for (const [label, type] of QUESTIONS) {
      const question = `${label}${origin} ${type}`
      expected[question] = DIFFERENCES[question] ?? (await ourAnswer(ours, `${label}${origin}`, type))
      verdicts[question] = await delv(`${label}${origin}`, type)
    }
    expect(verdicts).toEqual(expected)
  })
})
