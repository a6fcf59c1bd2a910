import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, test } from 'vitest'
import { schemaFiles } from '../scripts/generate-schemas.ts'
import { configLintSchema } from '../src/report/schema/config-schema.ts'
import { type CliOptions, type CliResult, runCli } from './support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'wiretight-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const vectors = join(import.meta.dirname, 'vectors/config')
const config = (words: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
  runCli(['config', ...words], { folder, ...options })

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const GOOD = `inet_interfaces = loopback-only
smtp_tls_security_level = dane
smtp_dns_support_level = dnssec
smtp_tls_protocols = >=TLSv1.2
smtp_tls_mandatory_protocols = >=TLSv1.2
smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt
smtp_tls_loglevel = 1
`

describe('wiretight config lint', () => {
  test('prints findings with place and fix, and fails', async () => {
    const { code, stdout } = await config(['lint', 'postfix', join(vectors, 'docker-mailserver')])
    expect(code).toBe(1)
    expect(stdout).toMatch(/main\.cf:38:1 {2}medium {2}config-outbound-opportunistic\n/)
    expect(stdout).toContain('    smtp_tls_security_level = dane\n')
    expect(stdout).toContain('Postfix 3.10 (compatibility_level), profile guide-2026')
  })

  test('JSON satisfies its published schema, for each software', async () => {
    const validate = new Ajv2020({ strict: false }).compile(
      JSON.parse(schemaFiles().get('schemas/config-lint.schema.json') ?? ''),
    )
    const runs = [
      ['postfix', join(vectors, 'old-tutorial/main.cf')],
      ['exim', join(vectors, 'exim-panel/exim.conf')],
      ['exchange', join(vectors, 'css-exchange/GetSendConnector.xml'), join(vectors, 'schannel-registry/schannel.reg')],
    ]
    for (const words of runs) {
      const { stdout } = await config(['lint', ...words, '--json'])
      const document: { findings: readonly Record<string, unknown>[] } = JSON.parse(stdout)
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
      expect(configLintSchema.parse(document)).toEqual(document)
      expect(Object.keys(document.findings[0] ?? {})).toEqual([
        'code',
        'severity',
        'file',
        'line',
        'column',
        'parameter',
        'value',
        'message',
        'fix',
      ])
    }
  })

  test('SARIF has a result for each finding, and every rule that one names', async () => {
    const path = join(vectors, 'typing-errors/main.cf')
    const findings: readonly unknown[] = JSON.parse((await config(['lint', 'postfix', path, '--json'])).stdout).findings
    const [run] = JSON.parse((await config(['lint', 'postfix', path, '--format', 'sarif'])).stdout).runs
    expect(run.results).toHaveLength(findings.length)
    const ids: readonly string[] = run.tool.driver.rules.map(({ id }: { readonly id: string }) => id)
    expect(
      run.results.filter(
        ({ ruleId, ruleIndex }: { readonly ruleId: string; readonly ruleIndex: number }) => ids[ruleIndex] !== ruleId,
      ),
    ).toEqual([])
  })

  test.each([
    { name: 'good settings', words: ['-'], stdin: GOOD, code: 0 },
    { name: 'a low finding', words: ['-'], stdin: GOOD.replace('smtp_tls_loglevel = 1', ''), code: 1 },
    {
      name: 'a low finding with --fail-on medium',
      words: ['-', '--fail-on', 'medium'],
      stdin: GOOD.replace('smtp_tls_loglevel = 1', ''),
      code: 0,
    },
    {
      name: 'a high finding with --fail-on never',
      words: ['-', '--fail-on', 'never'],
      stdin: 'smtpd_use_tls = no',
      code: 0,
    },
  ])('exit code of $name: $code', async ({ words, stdin, code }) => {
    expect((await config(['lint', 'postfix', ...words], { stdin })).code).toBe(code)
  })

  test.each([
    { name: 'an unknown software', words: ['lint', 'sendmail', 'x'], error: 'option-invalid' },
    { name: 'an unknown profile', words: ['lint', 'postfix', '-', '--profile', 'x'], error: 'option-invalid' },
    { name: 'a release that is none', words: ['lint', 'postfix', '-', '--version', 'x'], error: 'option-invalid' },
    { name: 'a missing file', words: ['lint', 'postfix', '/nonexistent/main.cf'], error: 'file-unreadable' },
    { name: 'a folder without files', words: ['lint', 'postfix', folder], error: 'option-invalid' },
    {
      name: 'two configurations of Exim',
      words: ['lint', 'exim', join(vectors, 'exim-panel/exim.conf'), join(vectors, 'exim-panel/exim-tls.conf')],
      error: 'option-invalid',
    },
    { name: 'no file at all', words: ['lint', 'postfix'], error: 'missing required argument' },
  ])('$name is an error of usage', async ({ words, error }) => {
    const { code, stderr } = await config(words)
    expect([code, stderr]).toEqual([2, expect.stringContaining(error)])
  })

  test.each([
    { name: 'a binary file', software: 'postfix', text: new Uint8Array([0x61, 0x0a, 0x62, 0x00, 0xff]), at: 'line 2' },
    { name: 'parameters that name each other', software: 'postfix', text: '# x\na = $b\nb = $a\n', at: 'line 2' },
    { name: 'files that include each other', software: 'exim', text: 'a = b\n.include loop.cf\n', at: 'line 2' },
    { name: 'an XML bomb', software: 'exchange', text: '<!DOCTYPE a [<!ENTITY b "c">]><Objs/>', at: 'line 1' },
  ])('$name is an error with its line, at once', async ({ software, text, at }) => {
    const { code, stderr, milliseconds } = await config(['lint', software, file('loop.cf', text)])
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(new RegExp(`loop\\.cf is not valid at ${at}: .*\\[document-invalid\\]`)),
    ])
    expect(milliseconds).toBeLessThan(10_000)
  })

  test('a main.cf of a megabyte takes seconds at most', async () => {
    const text = Array.from(
      { length: 25_000 },
      (_, at) => `own_setting_${at} = $myhostname and some more words\n`,
    ).join('')
    const { code, milliseconds } = await config(['lint', 'postfix', file('large.cf', text), '--json'])
    expect([code, milliseconds < 15_000]).toEqual([1, true])
  })
})

describe('wiretight config fix', () => {
  test('shows a diff, writes it with a backup, and then has nothing left to do', async () => {
    const name = 'fix.cf'
    const path = join(folder, name)
    copyFileSync(join(vectors, 'debian-fresh/main.cf'), path)
    const before = readFileSync(path, 'utf8')
    const shown = await config(['fix', 'postfix', name])
    expect(shown.stdout).toMatch(/^--- fix\.cf\n\+\+\+ fix\.cf\n@@ -8,10 \+8,18 @@\n/)
    expect(readFileSync(path, 'utf8')).toBe(before)
    const mode = statSync(path).mode
    const written = await config(['fix', 'postfix', name, '--write'])
    expect([written.code, written.stdout]).toEqual([0, 'fix.cf written; before: fix.cf.bak\n'])
    expect(written.stderr).toContain('config-certificate-test')
    expect(readFileSync(`${path}.bak`, 'utf8')).toBe(before)
    expect(statSync(path).mode).toBe(mode)
    const again = await config(['fix', 'postfix', name, '--write'])
    expect(again.stdout).toBe('')
    expect(
      readdirSync(folder)
        .filter((each) => each.startsWith(name))
        .toSorted(),
    ).toEqual(['fix.cf', 'fix.cf.bak'])
  })

  test('octets that are no UTF-8 stay what they are', async () => {
    const bytes = new Uint8Array([...Buffer.from('# gr\xfc\xdfe\nsmtp_tls_loglevel = 3\n', 'latin1')])
    const path = file('latin.cf', bytes)
    await config(['fix', 'postfix', 'latin.cf', '--write', '--only', 'config-tls-log-verbose'])
    expect(readFileSync(path).toString('latin1')).toBe('# gr\xfc\xdfe\nsmtp_tls_loglevel = 1\n')
  })

  test('for Exchange it prints PowerShell, and cannot write', async () => {
    const connector = join(vectors, 'css-exchange/GetSendConnector.xml')
    expect((await config(['fix', 'exchange', connector])).stdout).toContain(
      "Set-SendConnector -Identity 'Mail to O365' -ProtocolLoggingLevel Verbose",
    )
    expect((await config(['fix', 'exchange', connector, '--write'])).code).toBe(2)
    expect((await config(['fix', 'postfix', '-', '--write'])).code).toBe(2)
  })
})

describe('wiretight config generate', () => {
  test.each(['may', 'encrypt', 'dane', 'mta-sts'])(
    'what it writes for %s is what the linter expects',
    async (outbound) => {
      const { stdout } = await config(['generate', 'postfix', '--outbound', outbound, '--cert', '/etc/ssl/mail.pem'])
      const { stdout: json } = await config(['lint', 'postfix', '-', '--json'], { stdin: stdout })
      const codes: readonly string[] = JSON.parse(json).findings.map(({ code }: { readonly code: string }) => code)
      const expected = {
        may: ['config-outbound-opportunistic'],
        encrypt: ['config-outbound-unauthenticated'],
        dane: [],
        'mta-sts': ['config-policy-overrides-dane'],
      }[outbound]
      expect(codes).toEqual(expected)
    },
  )

  test('writes only what a release knows', async () => {
    const { stdout } = await config(['generate', 'postfix', '--version', '3.3'])
    expect(stdout).toContain('\nsmtpd_tls_protocols = !SSLv2, !SSLv3, !TLSv1, !TLSv1.1\n')
    expect(stdout).not.toContain('smtpd_tls_chain_files')
    const { stdout: json } = await config(['lint', 'postfix', '-', '--version', '3.3', '--json'], { stdin: stdout })
    expect(JSON.parse(json).findings).toEqual([])
  })

  test('registry files are UTF-16 in a file and readable on a terminal', async () => {
    const shown = await config(['generate', 'exchange', '--part', 'registry'])
    await config(['generate', 'exchange', '--part', 'registry', '-o', 'tls.reg'])
    const bytes = readFileSync(join(folder, 'tls.reg'))
    expect([bytes[0], bytes[1]]).toEqual([0xff, 0xfe])
    expect(bytes.subarray(2).toString('utf16le')).toBe(shown.stdout)
    expect((await config(['lint', 'exchange', 'tls.reg'])).code).toBe(0)
  })

  test.each([
    ['postfix', '--cert', '/etc/ssl/a b.pem'],
    ['postfix', '--cert', '/etc/$x'],
    ['postfix', '--tls-min', '1.1'],
    ['exim', '--outbound', 'mta-sts'],
    ['exchange', '--thumbprint', 'x; Remove-Item'],
    ['exchange', '--partner', 'a b'],
  ])('%s %s %s is refused', async (...words) => {
    expect((await config(['generate', ...words])).code).toBe(2)
  })
})

describe('wiretight config explain', () => {
  test('tells about a level, all of them, or a code', async () => {
    expect((await config(['explain', 'dane'])).stdout).toContain(
      'STARTTLS stripped; the domain has TLSA           deferred 4.7.4',
    )
    expect((await config(['explain'])).stdout).toContain('measured with Postfix 3.7.11')
    expect(JSON.parse((await config(['explain', 'may', '--json'])).stdout)).toMatchObject({
      schema: 'wiretight/postfix-levels@1',
    })
    expect((await config(['explain', 'config-auth-in-clear'])).stdout).toContain('RFC 8314 section 4.1')
    expect((await config(['explain', 'starttls'])).code).toBe(2)
  })

  test('wiretight explain knows these codes too', async () => {
    expect((await runCli(['explain', 'config-tls-off'])).stdout).toContain('critical')
    expect(JSON.parse((await runCli(['explain', 'config-tls-off', '--json'])).stdout)).toMatchObject({
      schema: 'wiretight/config-rule@1',
    })
  })
})
