import { afterAll, describe, expect, test } from 'vitest'
import { sClientSchema } from '../../src/report/schema/s-client-schema.ts'
import { runCli } from '../support/run-cli.ts'
import { type Authority, makeAuthority } from './harness/certificates.ts'
import { startExim } from './harness/exim.ts'
import { startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { type RunningPeer, temporaryFolder } from './harness/running-peer.ts'
import { startSink } from './smtp-sink.ts'

/* What `wiretight s-client` prints beside what `openssl s_client` does, against the same servers. */

const folder = temporaryFolder('s-client')
afterAll(() => folder.remove())
const authority = isMissing('openssl') ? null : makeAuthority(folder.path)

interface Case {
  readonly name: string
  readonly start: () => Promise<RunningPeer>
  readonly trusted: boolean
  /** `Verify return code` of both. */
  readonly verify: string
}

const servers: readonly Case[] = [
  {
    name: 'Postfix with a trusted chain',
    start: () => startPostfix({ configuration: 'hard', authority: some(authority) }),
    trusted: true,
    verify: '0 (ok)',
  },
  {
    name: 'Postfix with TLS 1.2 and an unknown authority',
    start: () =>
      startPostfix({ configuration: 'hard', authority: some(authority), main: { smtpd_tls_protocols: 'TLSv1.2' } }),
    trusted: false,
    verify: '19 (self-signed certificate in certificate chain)',
  },
  {
    name: 'Postfix with an expired certificate',
    start: () =>
      startPostfix({
        configuration: 'hard',
        authority: some(authority),
        leaf: some(authority).issue({
          key: 'rsa-2048',
          notBefore: new Date('2020-01-01'),
          notAfter: new Date('2021-01-01'),
        }),
      }),
    trusted: true,
    verify: '10 (certificate has expired)',
  },
  { name: 'Exim', start: () => startExim({ authority: some(authority) }), trusted: true, verify: '0 (ok)' },
]

describe.skipIf(isMissing('openssl', 'postfix', 'exim'))('wiretight s-client', () => {
  test.each(servers)('agrees with openssl about $name', async ({ start, trusted, verify }) => {
    await using server = await start()
    const place = `${server.address}:${server.port}`
    const file = some(authority).certificateFile
    const trust = trusted ? ['-CAfile', file] : ['-no-CAfile', '-no-CApath']
    const [ours, json, theirs] = await Promise.all([
      runCli(['s-client', place, ...(trusted ? ['--ca-file', file] : [])]),
      runCli(['s-client', place, '--json', ...(trusted ? ['--ca-file', file] : [])]),
      runProgram('openssl', [
        's_client',
        '-starttls',
        'smtp',
        '-connect',
        place,
        '-noservername',
        '-showcerts',
        ...trust,
      ]),
    ])
    expect(ours.code).toBe(0)
    const [, version, cipher] = /^New, ([\w.]+), Cipher is ([\w-]+)$/m.exec(theirs.output) ?? []
    expect(ours.stdout).toMatch(new RegExp(`^New, ${version}, Cipher is ${cipher}$`, 'm'))
    expect(ours.stdout).toContain(
      `    Protocol  : ${version}\n    Cipher    : ${cipher}\n    Verify return code: ${verify}\n`,
    )
    expect(theirs.output).toContain(`Verify return code: ${verify}`)
    expect(ours.stdout).toContain(`openssl s_client -starttls smtp -connect ${place} -noservername`)

    const document = sClientSchema.parse(JSON.parse(json.stdout))
    expect(document).toMatchObject({ protocol: version, cipher, failure: null, sni: null, address: server.address })
    const pems = theirs.output.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n/g)
    expect(document.chain.map(({ pem }) => pem)).toEqual(pems?.slice(0, document.chain.length))
    const names = [...theirs.output.matchAll(/^ ?\d s:(.*)$/gm)].map(([, name = '']) => name.replace(/ = /g, '='))
    expect(document.chain.map(({ certificate }) => certificate?.subject)).toEqual(names)
  })

  test('the command that it prints works', async () => {
    await using server = await startPostfix({ configuration: 'hard', authority: some(authority) })
    const { stdout } = await runCli(['s-client', `${server.address}:${server.port}`])
    const [, command = ''] = /^openssl (s_client .*) <\/dev\/null$/m.exec(stdout) ?? []
    const { exitCode, output } = await runProgram('openssl', command.split(' '))
    expect(exitCode).toBe(0)
    expect(output).toContain('Verify return code:')
  })

  test('says what is wrong with a server without TLS, and where no server is', async () => {
    await using sink = await startSink()
    const plain = await runCli(['s-client', `127.0.0.1:${sink.port}`])
    expect(plain).toMatchObject({ code: 1, stdout: expect.stringContaining('[starttls-not-offered]') })
    const nobody = await runCli(['s-client', '127.0.0.1:1'])
    expect(nobody).toMatchObject({ code: 3, stdout: expect.stringContaining('[tcp-refused]') })
    const name = await runCli([
      's-client',
      'mx.lab.test',
      '--resolve',
      'mx.other.test:127.0.0.1',
      '--resolver',
      '127.0.0.1:1',
    ])
    expect(name.code).toBe(3)
  })
})

function some(known: Authority | null): Authority {
  if (known === null) throw new Error('no openssl, no certificates')
  return known
}
