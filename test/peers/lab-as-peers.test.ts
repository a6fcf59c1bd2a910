import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TlsVersion } from '../../src/base/answer.ts'
import { createAuthority } from '../../src/lab/certificate-authority.ts'
import { CERTIFICATE_DOMAINS } from '../../src/lab/domains/certificate-domains.ts'
import { LAB_DOMAINS } from '../../src/lab/domains/lab-domains.ts'
import { WEAK_DOMAINS } from '../../src/lab/domains/weak-domains.ts'
import { type Lab, startLab } from '../../src/lab/lab.ts'
import type { LabDomain, LabHost } from '../../src/lab/lab-domain.ts'
import type { TlsModel } from '../../src/lab/simulator/tls-model.ts'
import { suiteById } from '../../src/registry/find-suite.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import { scanWith, versionsOf } from './harness/clients.ts'
import { isMissing } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { type RunningPeer, temporaryFolder } from './harness/running-peer.ts'
import { startLabBridge } from './lab-bridge.ts'
import { handshakeByOpenssl, verdictByOpenssl } from './other-clients.ts'

/*
 * The lab's servers as others see them: that they are what their models say. nmap, which never finishes a handshake, lists the
 * suites of the simulator; openssl s_client and sslscan go through with those that have keys.
 */

const NOW = new Date()
const folder = temporaryFolder('lab')
const caFile = join(folder.path, 'root.pem')
let lab: Lab

beforeAll(async () => {
  lab = await startLab(NOW, { pace: 50 })
  writeFileSync(caFile, lab.rootPem)
})
afterAll(async () => {
  await lab.close()
  folder.remove()
})

/** nmap knows without asking that port 25 is SMTP; root alone may listen there. */
const SMTP_PLACE = process.getuid?.() === 0 ? { address: '127.0.0.71', port: 25 } : {}

function hostOf(domain: string): LabHost {
  const host = LAB_DOMAINS.find((entry) => entry.domain === domain)?.hosts[0]
  if (host === undefined) throw new Error(`the lab has no ${domain}`)
  return host
}

async function bridgeTo(domain: string, place = {}): Promise<RunningPeer> {
  return startLabBridge(lab, hostOf(domain).addresses[0] ?? '', place)
}

async function modelOf(domain: string): Promise<TlsModel> {
  const { name, server } = hostOf(domain)
  if (!server?.tls) throw new Error(`${domain} has no TLS`)
  return (await server.tls({ authority: createAuthority({ name: 'model', now: NOW }), host: name, now: NOW })).model
}

/** Domains whose servers differ in TLS itself; the others have the model of perfect.lab. */
const models = [
  'perfect.lab',
  'postfix-default.lab',
  'tls12-only.lab',
  'tls13-only.lab',
  'old-tls.lab',
  ...WEAK_DOMAINS.map(({ domain }) => domain),
  'heartbleed.lab',
  'robot.lab',
]

describe.skipIf(isMissing('nmap'))('nmap finds the suites of', () => {
  test.each(models)('%s', async (domain) => {
    await using peer = await bridgeTo(domain, SMTP_PLACE)
    const { suites } = await scanWith('nmap', peer)
    const { suites: truth } = await modelOf(domain)
    const versions = VERSION_NAMES.filter((version) => version !== 'ssl2') // which nmap does not know
    const named = (version: TlsVersion): readonly string[] =>
      (truth[version] ?? []).map((id) => suiteById(id)?.name ?? String(id)).toSorted()
    expect(versions.map((version) => suites[version].map(({ name }) => name).toSorted())).toEqual(versions.map(named))
  })
})

/** What nmap's scripts make of servers with a mistake that has a name, and of one without. */
const mistakes = [
  { domain: 'heartbleed.lab', script: 'ssl-heartbleed', isVulnerable: true },
  { domain: 'perfect.lab', script: 'ssl-heartbleed', isVulnerable: false },
  { domain: 'ccs-injection.lab', script: 'ssl-ccs-injection', isVulnerable: true },
  { domain: 'static-rsa.lab', script: 'ssl-ccs-injection', isVulnerable: false },
]

describe.skipIf(isMissing('nmap') || process.getuid?.() !== 0)('nmap', () => {
  test.each(mistakes)('$script of $domain: $isVulnerable', async ({ domain, script, isVulnerable }) => {
    await using peer = await bridgeTo(domain, SMTP_PLACE)
    const where = ['-Pn', '-n', '-p', String(peer.port), '--script', script, peer.address]
    const { output } = await runProgram('nmap', where)
    expect(output).toContain('25/tcp open  smtp')
    expect(output.includes('State: VULNERABLE')).toBe(isVulnerable)
  })
})

describe.skipIf(isMissing('sslscan'))('sslscan finds', () => {
  const real = ['perfect.lab', 'tls12-only.lab', 'tls13-only.lab', 'old-tls.lab']
  test.each(real)('the suites of %s', async (domain) => {
    await using peer = await bridgeTo(domain)
    const { suites } = await scanWith('sslscan', peer)
    const { suites: truth } = await modelOf(domain)
    const sorted = (ids: readonly (number | null)[]): readonly (number | null)[] => ids.toSorted()
    for (const version of VERSION_NAMES) {
      expect(sorted(suites[version].map(({ id }) => id)), version).toEqual(sorted(truth[version] ?? []))
    }
  })

  test.each(['sslv2.lab', 'legacy.lab'])('that %s has SSL', async (domain) => {
    await using peer = await bridgeTo(domain)
    const ssl = versionsOf(await scanWith('sslscan', peer)).filter((version) => version.startsWith('ssl'))
    const { suites: truth } = await modelOf(domain)
    expect(ssl).toEqual(VERSION_NAMES.filter((version) => version.startsWith('ssl') && truth[version]))
  })
})

/** Verdicts of OpenSSL on the chains of domains with a certificate at fault; 0 where the fault is none of the chain's. */
const VERDICTS: Readonly<Record<string, number>> = {
  'expired.lab': 10,
  'not-yet-valid.lab': 9,
  'self-signed.lab': 18,
  'untrusted.lab': 21,
  'incomplete-chain.lab': 21,
}

describe.skipIf(isMissing('openssl'))('openssl s_client', () => {
  test('shakes hands with perfect.lab, and trusts it', async () => {
    await using peer = await bridgeTo('perfect.lab')
    const name = ['-verify_hostname', 'mx1.perfect.lab', '-verify_return_error', '-CAfile', caFile]
    for (const version of ['-tls1_2', '-tls1_3']) {
      const output = await handshakeByOpenssl(peer, version, ...name)
      expect(output).toMatch(/^New, TLSv1\.\d, Cipher is \S*AES/m)
      expect(output).toContain('Verify return code: 0 (ok)')
    }
  })

  test.each(CERTIFICATE_DOMAINS)('judges $domain as it has to', async ({ domain }: LabDomain) => {
    await using peer = await bridgeTo(domain)
    const { code } = await verdictByOpenssl(peer, caFile)
    expect(code).toBe(VERDICTS[domain] ?? 0)
  })

  test('misses the name in wrong-name.lab', async () => {
    await using peer = await bridgeTo('wrong-name.lab')
    expect(await verdictByOpenssl(peer, caFile, '-verify_hostname', hostOf('wrong-name.lab').name)).toEqual({
      code: 62,
      text: 'hostname mismatch',
    })
  })
})

/** What swaks is told on the way to TLS. */
const refusals = [
  { domain: 'no-starttls.lab', says: /Host did not advertise STARTTLS/ },
  { domain: 'mangled.lab', says: /250-XXXXXXXA\n.*Host did not advertise STARTTLS/s },
  { domain: 'r454.lab', says: /<\*\* 454 4\.7\.0 / },
  { domain: 'r5xx.lab', says: /<\*\* 554 5\.7\.3 / },
  { domain: 'broken-handshake.lab', says: /TLS startup failed/ },
  { domain: 'reset-at-hello.lab', says: /TLS startup failed/ },
  { domain: 'too-busy.lab', says: /<\*\* 421 4\.7\.0 / },
]

describe.skipIf(isMissing('swaks'))('swaks', () => {
  test.each(refusals)('gets nowhere with $domain', async ({ domain, says }) => {
    await using peer = await bridgeTo(domain)
    const where = ['--server', `${peer.address}:${peer.port}`, '--tls', '--quit-after', 'TLS', '--timeout', '10']
    expect((await runProgram('swaks', where)).output).toMatch(says)
  })
})
