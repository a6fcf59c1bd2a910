import { afterAll, describe, expect, test } from 'vitest'
import type { TlsVersion } from '../../src/base/answer.ts'
import type { ServerFacts } from '../../src/facts/server-facts.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import { checkPeer, expectShown } from './audit-peer.ts'
import { type Authority, makeAuthority } from './harness/certificates.ts'
import { scanWith } from './harness/clients.ts'
import { startExim } from './harness/exim.ts'
import { type ForwarderCounts, startForwarder } from './harness/forwarder.ts'
import { type PostfixConfiguration, startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { temporaryFolder } from './harness/running-peer.ts'
import { handshakeByOpenssl } from './other-clients.ts'
import { SHOWN } from './shown.ts'
import { acceptedIds, suitesByOthers } from './suite-lists.ts'

/* `wiretight check --full` against Exim and three configurations of Postfix: what sslscan and openssl see, and at which price. */

const folder = temporaryFolder('full')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)

interface Receiver {
  readonly configuration: PostfixConfiguration
  /** Connections that a survey may cost. */
  readonly quick: number
  readonly full: number
  /** Who decides among the suites of TLS 1.2. */
  readonly order: 'server' | 'client'
}

const receivers: readonly Receiver[] = [
  { configuration: 'hard', quick: 7, full: 24, order: 'server' },
  { configuration: 'default', quick: 11, full: 95, order: 'client' },
  { configuration: 'weak', quick: 14, full: 135, order: 'server' },
]

/** The groups of OpenSSL 3.0 that Postfix lets it have. */
const GROUPS = ['secp256r1', 'secp384r1', 'secp521r1', 'x25519', 'x448']

/** The finite fields that GnuTLS has besides. */
const FFDHE_GROUPS = ['ffdhe2048', 'ffdhe3072', 'ffdhe4096', 'ffdhe6144', 'ffdhe8192']

/** An OpenSSL cipher list as the configuration `weak` has it. */
const WEAK_LIST = 'ALL:eNULL:@SECLEVEL=0'

describe.skipIf(isMissing('postfix', 'openssl', 'sslscan'))('Postfix', () => {
  for (const { configuration, quick, full, order } of receivers) {
    describe(configuration, () => {
      test('a full survey sees what sslscan sees, and the groups, and whose order decides', async () => {
        await using postfix = await startPostfix({ configuration, authority: some(authority) })
        const { report, facts } = await checkPeer(postfix, some(authority).certificateFile, ['--full'])
        expectShown(SHOWN['full-survey'][configuration], report)
        const scan = await scanWith('sslscan', postfix)
        expect(suitesByOthers(scan)).toEqual(suitesSeen(facts))
        expect(groupsSeen(facts, 'tls12')).toEqual(GROUPS)
        expect(groupsSeen(facts, 'tls13')).toEqual(GROUPS)
        expect([facts.preference.tls12, facts.preference.tls13]).toEqual([order, order])
      })

      test('costs no more connections than promised, and counts them as the wire does', async () => {
        await using postfix = await startPostfix({ configuration, authority: some(authority) })
        await using forwarder = await startForwarder({ target: postfix })
        const costs = async (plan: '--quick' | '--full'): Promise<ForwarderCounts> => {
          forwarder.reset()
          const { report } = await checkPeer(forwarder, some(authority).certificateFile, [plan])
          const counts = forwarder.counts()
          expect(report.budget.connections).toBe(counts.connections)
          const { connections, peakConcurrency, bytesUp, bytesDown } = counts
          const figures = `${connections} connections, at most ${peakConcurrency} at a time, ${bytesUp} bytes up, ${bytesDown} down`
          process.stdout.write(`Postfix ${configuration} ${plan}: ${figures}, ${report.budget.seconds} s\n`)
          return counts
        }
        expect((await costs('--quick')).connections).toBeLessThanOrEqual(quick)
        expect((await costs('--full')).connections).toBeLessThanOrEqual(full)
      })
    })
  }

  test('the order of the weak server is that of its cipher list', async () => {
    await using postfix = await startPostfix({ configuration: 'weak', authority: some(authority) })
    const { facts } = await checkPeer(postfix, some(authority).certificateFile, ['--full'])
    const listed = await cipherList('-tls1_2', WEAK_LIST)
    const accepted = facts.suites.tls12.filter(({ state }) => state === 'accepted')
    const ordered = accepted.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)).map(({ openssl }) => openssl)
    expect(accepted.map(({ position }) => position)).toEqual(accepted.map((_, at) => at + 1))
    expect(ordered).toEqual(listed.filter((name) => ordered.includes(name)))
    expect(ordered).toHaveLength(61)
  })

  test('the short primes of anonymous suites are found, whatever DHE uses', async () => {
    await using weak = await startPostfix({ configuration: 'weak', authority: some(authority) })
    expect(await primesOf(weak)).toEqual({ anonymous: [1024], signed: [1024] })
    expect(await temporaryKey(weak, 'ADH-AES128-SHA')).toBe('DH, 1024 bits')
    expect(await temporaryKey(weak, 'DHE-RSA-AES128-SHA')).toBe('DH, 1024 bits')
    // OpenSSL chooses by the strength of the suite, which makes Postfix's default no better for AES-128.
    await using usual = await startPostfix({ configuration: 'default', authority: some(authority) })
    expect(await primesOf(usual)).toEqual({ anonymous: [1024, 3072], signed: [2048] })
    expect(await temporaryKey(usual, 'ADH-AES128-SHA')).toBe('DH, 1024 bits')
    expect(await temporaryKey(usual, 'ADH-AES256-SHA')).toBe('DH, 3072 bits')
    expect(await temporaryKey(usual, 'DHE-RSA-AES128-SHA')).toBe('DH, 2048 bits')
  })
})

describe.skipIf(isMissing('exim', 'openssl', 'sslscan'))('Exim', () => {
  test('a full survey sees what sslscan sees', async () => {
    await using exim = await startExim({ authority: some(authority) })
    const { report, facts } = await checkPeer(exim, some(authority).certificateFile, ['--full'])
    expectShown(SHOWN['full-survey'].exim, report)
    expect(suitesByOthers(await scanWith('sslscan', exim))).toEqual(suitesSeen(facts))
    expect(groupsSeen(facts, 'tls12')).toEqual(GROUPS)
    expect(groupsSeen(facts, 'tls13')).toEqual([...FFDHE_GROUPS, ...GROUPS])
  })
})

function suitesSeen(facts: ServerFacts): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(VERSION_NAMES.map((version) => [version, acceptedIds(facts, version)]))
}

function groupsSeen(facts: ServerFacts, version: TlsVersion): readonly string[] {
  const accepted = facts.groups.filter((group) => group.version === version && group.state === 'accepted')
  return accepted.map(({ name }) => name).toSorted()
}

/** Sizes of the primes of suites without authentication, and of the others. */
async function primesOf(place: { readonly address: string; readonly port: number }) {
  const { facts } = await checkPeer(place, some(authority).certificateFile, ['--full'])
  const sizes = (isAnonymous: boolean): readonly number[] => {
    const of = facts.dh.filter(({ suite }) => suite.includes('DH_anon') === isAnonymous)
    return [...new Set(of.map(({ bits }) => bits))].toSorted((a, b) => a - b)
  }
  return { anonymous: sizes(true), signed: sizes(false) }
}

/** The server's ephemeral key, as `openssl s_client` prints it. */
async function temporaryKey(place: { readonly address: string; readonly port: number }, suite: string) {
  const output = await handshakeByOpenssl(place, '-tls1_2', '-cipher', `${suite}:@SECLEVEL=0`)
  return /Server Temp Key: (.*)/.exec(output)?.[1]
}

/** Suites of a cipher list that a version can use, in its order, by OpenSSL's names. */
async function cipherList(version: string, list: string): Promise<readonly string[]> {
  const { output } = await runProgram('openssl', ['ciphers', '-s', version, list])
  return output.trim().split(':')
}

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
