import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { DEFAULT_CONFIG_PROFILE } from '../../src/mta-config/config-profile.ts'
import { readExim, readEximBuild } from '../../src/mta-config/exim/exim-configuration.ts'
import { fixExim } from '../../src/mta-config/exim/fix-exim.ts'
import { generateExim } from '../../src/mta-config/exim/generate-exim.ts'
import { lintExim } from '../../src/mta-config/exim/lint-exim.ts'
import { MAIN_OPTIONS } from '../../src/mta-config/exim/option-names.ts'
import { goodPriorityString, readPriorityString } from '../../src/mta-config/exim/priority-string.ts'
import { textDocument } from '../../src/mta-config/text-document.ts'
import { auditPeer } from './audit-peer.ts'
import { makeAuthority } from './harness/certificates.ts'
import { startExim } from './harness/exim.ts'
import { startPostfix } from './harness/postfix.ts'
import { isMissing, peerPath } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { temporaryFolder } from './harness/running-peer.ts'

/* The settings that are generated and mended, before a real Exim, which Debian builds with GnuTLS. */

const folder = temporaryFolder('config-exim')
chmodSync(folder.path, 0o755)
afterAll(() => folder.remove())

const none = (): null => null
const skip = isMissing('exim', 'openssl')

/** What `exim -bV` says about a configuration. */
async function accepted(text: string): Promise<string> {
  const file = join(folder.path, `${execFileSync('mktemp', ['-u', 'XXXXXXXX']).toString().trim()}.conf`)
  writeFileSync(file, `keep_environment =\nexim_user = Debian-exim\nspool_directory = ${folder.path}\n${text}`, {
    mode: 0o644,
  })
  const { exitCode, output } = await runProgram('exim', ['-C', file, '-bV'])
  return exitCode === 0 ? output : `exit code ${exitCode}: ${output}`
}

const GENERATED = ['may', 'encrypt', 'dane'] as const

describe.skipIf(skip)('generated settings of Exim', () => {
  const authority = makeAuthority(folder.path)
  const leaf = authority.issue({ key: 'rsa-3072' })

  test.each(GENERATED)('%s: exim -bV accepts them', async (outbound) => {
    const output = await accepted(
      generateExim({ library: 'gnutls', outbound, certificate: leaf.chainFile, key: leaf.keyFile }),
    )
    expect(output).toContain('Configuration file is')
    expect(output).not.toMatch(/error|unknown|warning/i)
  })

  test('the running server gives no finding of medium or above, where its default does', async () => {
    const { main } = readExim(textDocument('f', generateExim({ library: 'gnutls' })), none)
    const ciphers = main.get('tls_require_ciphers')?.value ?? ''
    const audited = async (priority?: string): Promise<readonly string[]> => {
      await using server = await startExim({ authority, leaf, ...(priority === undefined ? {} : { priority }) })
      const { findings } = await auditPeer(server, authority.certificateFile)
      return findings.filter(({ severity }) => !['low', 'info'].includes(severity)).map(({ code }) => code)
    }
    expect(await audited()).toEqual(expect.arrayContaining(['cipher-static-rsa']))
    expect(await audited(ciphers)).toEqual([])
  })

  test('the generated transport delivers over TLS, and verifies', async () => {
    await using receiver = await startPostfix({
      configuration: 'hard',
      authority,
      leaf: authority.issue({ key: 'rsa-2048', names: ['mx.lab.test', 'localhost'] }),
    })
    const { transports } = readExim(textDocument('f', generateExim({ library: 'gnutls', outbound: 'encrypt' })), none)
    const options = [...(transports[0]?.options.values() ?? [])].map(({ name, value }) => `  ${name} = ${value}`)
    expect(options.length).toBeGreaterThan(4)
    const spool = join(folder.path, 'spool')
    mkdirSync(spool)
    const uid = Number(execFileSync('id', ['-u', 'Debian-exim']))
    const gid = Number(execFileSync('id', ['-g', 'Debian-exim']))
    chownSync(spool, uid, gid)
    const roots = join(folder.path, 'roots.pem')
    copyFileSync(authority.certificateFile, roots)
    chmodSync(roots, 0o644)
    const configuration = join(folder.path, 'send.conf')
    const lines = options.map((line) =>
      line.replace('tls_verify_certificates = system', `tls_verify_certificates = ${roots}`),
    )
    writeFileSync(
      configuration,
      `exim_path = ${peerPath('exim')}
exim_user = Debian-exim
keep_environment =
primary_hostname = sender.lab.test
spool_directory = ${spool}
log_file_path = ${spool}/%slog
log_selector = +tls_cipher +tls_certificate_verified

begin routers
all:
  driver = manualroute
  route_list = * ${receiver.address}
  self = send
  transport = remote_smtp

begin transports
remote_smtp:
${lines.join('\n')}
  port = ${receiver.port}
  allow_localhost
`,
      { mode: 0o644 },
    )
    const input = 'Subject: test\n\nHello\n'
    await runProgram('exim', ['-C', configuration, '-odq', '-f', 'a@sender.lab.test', 'b@lab.test'], { input })
    const [message = ''] = readdirSync(join(spool, 'input'))
    await runProgram('exim', ['-C', configuration, '-M', message.replace(/-[DH]$/, '')])
    const log = readFileSync(join(spool, 'mainlog'), 'utf8')
    expect(log).toMatch(/=> b@lab\.test .* X=TLS1\.3:\S+ CV=yes/)
    expect(log).toContain('Completed')
  })
})

describe.skipIf(skip)('mended settings of Exim', () => {
  test('exim -bV accepts what was wrong before', async () => {
    const build = readEximBuild((await runProgram('exim', ['-C', '/dev/null', '-bV'])).output)
    expect(build).toMatchObject({ library: 'gnutls' })
    const before = `# mine
tls_advertise_hosts =
tls_adverise_hosts = *
openssl_options = +no_sslv3
tls_certificate = /etc/x.pem
tls_require_ciphers = NORMAL:\\
  # old partners
  +VERS-SSL3.0
daemon_smtp_ports = 25 : 465

begin transports
remote:
  driver = smtp
  hosts_avoid_tls = *
`
    expect(await accepted(before)).toMatch(/openssl_options is set but|unknown/)
    const { document, left } = fixExim(textDocument('exim.conf', before), {
      profile: DEFAULT_CONFIG_PROFILE,
      include: none,
      build,
    })
    expect(await accepted(document.text)).toContain('Configuration file is')
    expect(left.filter(({ severity }) => severity === 'high' || severity === 'critical')).toEqual([])
    expect(document.text).toContain('# mine\n')
  })
})

describe.skipIf(skip)('what Exim says of itself', () => {
  test('every option of the main section is in our list', async () => {
    const file = join(folder.path, 'empty.conf')
    writeFileSync(file, 'keep_environment =\n', { mode: 0o644 })
    const { output } = await runProgram('exim', ['-C', file, '-bP'])
    const names = output.split('\n').flatMap((line) => {
      const [, flag, name] = /^(?:no_)?(\w+)$|^(\w+) =/.exec(line) ?? []
      return flag ?? name ?? []
    })
    expect(names.length).toBeGreaterThan(200)
    expect(names.filter((name) => !MAIN_OPTIONS.has(name))).toEqual([])
  })

  test('a configuration that it refuses for its library is a finding, and one that it takes is none', async () => {
    const text = 'openssl_options = +no_sslv3\n'
    const { findings, output } = {
      findings: lintExim(
        readExim(textDocument('f', text), none, { library: 'gnutls', version: null }),
        DEFAULT_CONFIG_PROFILE,
      ),
      output: await accepted(text),
    }
    expect(output).toContain('openssl_options is set but')
    expect(findings.map(({ code }) => code)).toContain('config-wrong-library')
  })
})

describe.skipIf(isMissing('gnutls-cli'))('GnuTLS', () => {
  test.each([
    'NORMAL',
    'PFS',
    'SECURE256',
    'NORMAL:-VERS-TLS1.0:-RSA',
    'NORMAL:-VERS-ALL:+VERS-TLS1.2',
    goodPriorityString('TLSv1.2'),
    goodPriorityString('TLSv1.3'),
  ])('reads %s as we do', async (priority) => {
    const { output } = await runProgram('gnutls-cli', ['--priority', priority, '--list'])
    const line = (title: string): readonly string[] =>
      new RegExp(`^${title}: (.*)$`, 'm').exec(output)?.[1]?.split(', ') ?? []
    const read = readPriorityString(priority)
    const versions = line('Protocols').flatMap((word) =>
      /^VERS-TLS1\.(\d)$/.test(word) ? [`tls1${word.slice(-1)}`] : [],
    )
    expect(read?.versions.toSorted()).toEqual(versions.toSorted())
    expect(read?.staticRsa).toBe(line('Key Exchange Algorithms').includes('RSA'))
    expect(read?.dhe).toBe(line('Key Exchange Algorithms').includes('DHE-RSA'))
    expect(read?.lesserCiphers.toSorted()).toEqual(
      line('Ciphers')
        .filter((cipher) => /CBC|CCM/.test(cipher))
        .toSorted(),
    )
  })
})
