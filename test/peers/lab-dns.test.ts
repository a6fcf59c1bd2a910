import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DnsType } from '../../src/dns/wire/rr-type.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import { ourAnswer } from './dns-compared-lab.ts'
import { isMissing, peerPath } from './harness/require-peer.ts'
import { type Answer, RESOLVER_PEERS, type RunningResolver, startResolver } from './resolver-peers.ts'

/** The lab's DNS seen by validating resolvers of others: they believe in its anchor, and forward to its server. */

/** What everybody must find. */
const TABLE: readonly (readonly [name: string, type: DnsType, verdict: Answer])[] = [
  ['perfect.lab', 'MX', 'secure'],
  ['mx1.perfect.lab', 'A', 'secure'],
  ['mx1.perfect.lab', 'AAAA', 'secure'],
  ['nothing.perfect.lab', 'A', 'secure'],
  ['nothing.lab', 'MX', 'secure'],
  ['null-mx.lab', 'MX', 'secure'],
  ['10.113.0.203.in-addr.arpa', 'PTR', 'secure'],
  ['unsigned.lab', 'MX', 'insecure'],
  ['mx1.unsigned.lab', 'A', 'insecure'],
  ['island.lab', 'MX', 'insecure'],
  ['unsupported-algorithm.lab', 'MX', 'insecure'],
  ['bogus.lab', 'MX', 'refused'],
  ['mx1.bogus.lab', 'A', 'secure'],
  ['expired-signature.lab', 'MX', 'refused'],
  ['wrong-ds.lab', 'MX', 'refused'],
  ['keyless.lab', 'MX', 'refused'],
  ['mx1.denial-broken.lab', 'A', 'secure'],
  ['mx1.denial-broken.lab', 'AAAA', 'refused'],
  ['_25._tcp.mx1.denial-broken.lab', 'TLSA', 'refused'],
  ['mx1.denial-servfail.lab', 'A', 'secure'],
  ['mx1.denial-servfail.lab', 'AAAA', 'refused'],
  ['weak-algorithm.lab', 'MX', 'secure'],
  ['sha1-ds.lab', 'MX', 'secure'],
  ['expiring.lab', 'MX', 'secure'],
]

const QUESTIONS = TABLE.map(([name, type]) => ({ name, type, question: `${name} ${type}` }))
const EXPECTED = Object.fromEntries(TABLE.map(([name, type, verdict]) => [`${name} ${type}`, verdict]))

let lab: Lab
let anchor = ''

beforeAll(async () => {
  // Resolvers have no clock but the machine's.
  lab = await startLab(new Date(), { wanted: [] })
  anchor = lab.trustAnchor.replace(/^\. IN DS /, '').trim()
})

afterAll(() => lab.close())

async function verdicts(ask: (name: string, type: DnsType) => Promise<Answer>): Promise<Record<string, Answer>> {
  const found: Record<string, Answer> = {}
  for (const { name, type, question } of QUESTIONS) found[question] = await ask(name, type)
  return found
}

describe('the DNS of the lab', () => {
  it('is what we say', async () => {
    expect(await verdicts((name, type) => ourAnswer(lab.resolver, name, type))).toEqual(EXPECTED)
  })
})

describe.each(RESOLVER_PEERS)('the DNS of the lab, through %s', (peer) => {
  const missing = isMissing(peer)
  let resolver: RunningResolver | null = null

  beforeAll(async () => {
    if (!missing) resolver = await startResolver(peer, { server: lab.dnsServer, anchor })
  })

  afterAll(() => resolver?.stop())

  it.skipIf(missing)('is the same', async () => {
    expect(await verdicts(async (name, type) => (await resolver?.ask(name, type)) ?? 'refused')).toEqual(EXPECTED)
  })
})

describe('the DNS of the lab, through delv', () => {
  const missing = isMissing('delv')
  const run = promisify(execFile)

  it.skipIf(missing)('is the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wiretight-lab-delv-'))
    const [tag = '', algorithm = '', digest = '', hex = ''] = anchor.split(' ')
    const file = join(folder, 'anchors')
    writeFileSync(file, `trust-anchors { . static-ds ${tag} ${algorithm} ${digest} "${hex.toUpperCase()}"; };\n`)
    const { address, port } = lab.dnsServer
    const delv = async (name: string, type: DnsType): Promise<Answer> => {
      const words = [`@${address}`, '-p', String(port), '-a', file, '+root=.', name, type]
      const { stdout, stderr } = await run(peerPath('delv'), words).catch(
        (error: { stdout: string; stderr: string }) => error,
      )
      const negative = /resolution failed: ncache (?:nxdomain|nxrrset)/.test(stdout + stderr)
      if (/resolution failed/.test(stdout + stderr) && !negative) return 'refused'
      if (/unsigned answer/.test(stdout)) return 'insecure'
      return /fully validated/.test(stdout) ? 'secure' : 'refused'
    }
    expect(await verdicts(delv)).toEqual(EXPECTED)
    rmSync(folder, { recursive: true, force: true })
  })
})
