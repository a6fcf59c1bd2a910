import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority } from '../../src/lab/certificate-authority.ts'
import { type Daemon, startDaemon } from './harness/daemon.ts'
import { isMissing } from './harness/require-peer.ts'
import { type Ended, runProgram } from './harness/run-program.ts'
import { freePort, temporaryFolder } from './harness/running-peer.ts'

/* `wiretight mta-sts serve`, asked by curl over TLS that curl verifies. */

const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mx.example.com\r\nmax_age: 2419200\r\n'
const authority = createAuthority({ name: 'wiretight peers', now: new Date() })
const folder = temporaryFolder('mta-sts-curl')
const certificates = join(folder.path, 'certificates')
const ca = join(folder.path, 'root.pem')
let port = 0
let daemon: Daemon | null = null

async function putCertificate(...names: readonly string[]): Promise<void> {
  const { chainPem, privateKeyPem } = await authority.issue({ names })
  writeFileSync(join(certificates, 'new'), `${chainPem}${privateKeyPem}`)
  renameSync(join(certificates, 'new'), join(certificates, 'host.pem'))
}

beforeAll(async () => {
  const policies = join(folder.path, 'policies')
  mkdirSync(policies)
  mkdirSync(certificates)
  writeFileSync(ca, authority.certificates.root.pem)
  writeFileSync(join(policies, 'example.com.txt'), POLICY)
  writeFileSync(join(policies, 'policies.json'), '{"example.org": {"mode": "none", "mx": [], "maxAge": 86400}}')
  await putCertificate('mta-sts.example.com', 'mta-sts.example.org')
  port = await freePort()
  const entry = join(import.meta.dirname, '../support/cli-entry.ts')
  daemon = await startDaemon({
    program: process.execPath,
    parameters: [
      entry,
      'mta-sts',
      'serve',
      '--policies',
      policies,
      '--certificates',
      certificates,
      '--port',
      String(port),
    ],
    ready: /^listening on https:/m,
  })
})

afterAll(async () => {
  await daemon?.stop()
  folder.remove()
})

function curl(host: string, ...more: readonly string[]): Promise<Ended> {
  const place = ['--resolve', `${host}:${port}:127.0.0.1`, '--cacert', ca, '--noproxy', '*']
  return runProgram('curl', [
    '--silent',
    '--show-error',
    ...place,
    ...more,
    `https://${host}:${port}/.well-known/mta-sts.txt`,
  ])
}

describe.skipIf(isMissing('curl'))('curl', () => {
  test('gets each policy over verified TLS', async () => {
    expect(await curl('mta-sts.example.com')).toEqual({ exitCode: 0, output: POLICY })
    const { output } = await curl('mta-sts.example.org', '--include')
    expect(output).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(output).toContain('Content-Type: text/plain; charset=utf-8\r\n')
    expect(output).toMatch(/\r\n\r\nversion: STSv1\r\nmode: none\r\nmax_age: 86400\r\n$/)
  })

  test('gets no handshake for a host without a certificate', async () => {
    const { exitCode, output } = await curl('mta-sts.example.net')
    expect([exitCode, /alert|handshake|ssl/i.test(output)]).toEqual([35, true])
  })

  test('is not redirected, whatever it asks for', async () => {
    const { output } = await curl(
      'mta-sts.example.com',
      '--head',
      '--location',
      '--write-out',
      '%{http_code} %{num_redirects}',
    )
    expect(output).toMatch(/200 0$/)
    const posted = await curl(
      'mta-sts.example.com',
      '--data',
      'x',
      '--output',
      '/dev/null',
      '--write-out',
      '%{http_code}',
    )
    expect(posted.output).toBe('405')
  })

  test('sees a certificate that is replaced on disk, without a restart', async () => {
    const process = daemon?.pid
    const serial = async (): Promise<string> => {
      const { output } = await curl(
        'mta-sts.example.com',
        '--verbose',
        '--output',
        '/dev/null',
        '--write-out',
        '%{certs}',
      )
      return /Serial Number:\s*(\S+)/.exec(output)?.[1] ?? output
    }
    const before = await serial()
    await putCertificate('mta-sts.example.com', 'mta-sts.example.net')
    let after = before
    for (let tries = 0; tries < 100 && after === before; tries += 1) {
      await sleep(50)
      after = await serial()
    }
    expect(after).not.toBe(before)
    // The new one is for example.net as well, but no more for example.org.
    expect((await curl('mta-sts.example.net')).output).toContain('there is no policy for this domain')
    expect((await curl('mta-sts.example.org')).exitCode).toBe(35)
    expect(daemon?.pid).toBe(process)
  })
})
