import { afterAll, describe, expect, test } from 'vitest'
import type { RuleCode } from '../../src/judge/codes.ts'
import { VERSION_NAMES } from '../../src/registry/versions.ts'
import { type CheckResult, checkPeer, checkTarget, expectShown } from './audit-peer.ts'
import { type Authority, type Leaf, type LeafOptions, makeAuthority } from './harness/certificates.ts'
import { startExim } from './harness/exim.ts'
import { startForwarder } from './harness/forwarder.ts'
import { startOpensslServer } from './harness/openssl-server.ts'
import { startPostfix } from './harness/postfix.ts'
import { isMissing, type Peer } from './harness/require-peer.ts'
import { type RunningPeer, temporaryFolder } from './harness/running-peer.ts'
import { withStarttls } from './harness/starttls-front.ts'
import { agreesByOpenssl, type Verdict, verdictByOpenssl, versionsByOthers } from './other-clients.ts'
import { SHOWN } from './shown.ts'

/*
 * `wiretight check` with its default plan, as a user runs it, against real servers behind a forwarder that counts. What it
 * says is compared with what openssl s_client and sslscan see.
 */

const folder = temporaryFolder('check')
const strangers = temporaryFolder('strangers')
afterAll(() => {
  folder.remove()
  strangers.remove()
})
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)
const stranger = isMissing('openssl') ? null : makeAuthority(strangers.path, 'Another Root')

interface Server {
  readonly needs: readonly Peer[]
  /** Starts it with a certificate, or with those that it has by itself. */
  readonly start: (leaf?: Leaf) => Promise<RunningPeer>
  /** Connections that a check of it may cost. */
  readonly connections: number
}

const servers: Readonly<Record<keyof (typeof SHOWN)['check-real-servers'], Server>> = {
  postfix: {
    needs: ['postfix'],
    connections: 11,
    start: (leaf) => startPostfix({ configuration: 'default', authority: some(authority), ...(leaf ? { leaf } : {}) }),
  },
  exim: {
    needs: ['exim'],
    connections: 11,
    start: (leaf) => startExim({ authority: some(authority), ...(leaf ? { leaf } : {}) }),
  },
  s_server: {
    needs: [],
    connections: 11,
    start: async (leaf = some(authority).issue({ key: 'p-256' })) =>
      withStarttls(await startOpensslServer({ leaf, parameters: ['-rev'] })),
  },
}

/** A check of a server through a forwarder that counts, with what others see of the server itself. */
async function checkServer(
  { start }: Server,
  options: { readonly leaf?: LeafOptions; readonly caFile?: string } = {},
): Promise<CheckResult & { readonly connections: number; readonly verdict: Verdict }> {
  const caFile = options.caFile ?? some(authority).certificateFile
  await using server = await start(options.leaf && some(authority).issue(options.leaf))
  await using forwarder = await startForwarder({ target: server })
  const result = await checkPeer(forwarder, caFile)
  const { connections } = forwarder.counts()
  return { ...result, connections, verdict: await verdictByOpenssl(server, caFile) }
}

for (const [name, server] of Object.entries(servers)) {
  const shown = SHOWN['check-real-servers'][name as keyof typeof servers] // the keys are those of the table
  describe.skipIf(isMissing('openssl', 'sslscan', ...server.needs))(name, () => {
    test('is what it is known to be, at no more connections than promised', async () => {
      const { report, stderr, connections, verdict, facts } = await checkServer(server)
      expect(stderr).toBe('')
      expectShown(shown, report)
      expect(connections).toBeLessThanOrEqual(server.connections)
      expect(report.budget.connections).toBe(connections)
      expect(facts.probes).toHaveLength(connections)
      expect(verdict).toEqual({ code: 0, text: 'ok' })
      expect(facts.verification).toMatchObject({ state: 'verified', code: 0, text: 'ok', roots: 'file' })
    })

    test('has the versions that other clients get', async () => {
      await using running = await server.start()
      const accepted = await versionsByOthers(running)
      const { facts } = await checkPeer(running, some(authority).certificateFile)
      const states = VERSION_NAMES.map((version) => `${version} ${facts.versions[version].state}`)
      expect(states).toEqual(
        VERSION_NAMES.map((version) => `${version} ${accepted.has(version) ? 'accepted' : 'refused'}`),
      )
    })

    test('is not trusted by way of another authority, in the words of openssl s_client', async () => {
      const { verdict, facts, report } = await checkServer(server, { caFile: some(stranger).certificateFile })
      expect(verdict.code).not.toBe(0)
      expect(facts.verification).toMatchObject({ state: 'failed', ...verdict, roots: 'file' })
      expect(codesOf(report)).toContain('cert-untrusted' satisfies RuleCode)
    })

    test('has the wrong name where its certificate lacks that of the exchanger', async () => {
      await using running = await server.start(some(authority).issue({ key: 'rsa-2048', names: ['mx.other.test'] }))
      const check = (name: string): Promise<CheckResult> => {
        const words = ['--connect-to', `${name}:25:${running.address}:${running.port}`]
        return checkTarget(`${name}:25`, some(authority).certificateFile, words)
      }
      const wrong = await check('mx.lab.test')
      expect(codesOf(wrong.report)).toContain('cert-name-mismatch' satisfies RuleCode)
      expect(wrong.facts.verification).toMatchObject({ state: 'verified', code: 0 }) // trust is another question
      expect(codesOf((await check('mx.other.test')).report)).not.toContain('cert-name-mismatch' satisfies RuleCode)
    })
  })
}

describe.skipIf(isMissing('openssl', 'postfix'))('Postfix of Debian', () => {
  test('offers anonymous suites and static RSA to openssl s_client, too', async () => {
    await using postfix = await servers.postfix.start()
    expect(await agreesByOpenssl(postfix, 'aNULL')).toBe(true)
    expect(await agreesByOpenssl(postfix, 'kRSA')).toBe(true)
    expect(await agreesByOpenssl(postfix, 'eNULL')).toBe(false)
  })
})

function codesOf({ findings }: CheckResult['report']): readonly string[] {
  return findings.map(({ code }) => code)
}

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
