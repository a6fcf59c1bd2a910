import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CURRENT_SUITES, readCipherList } from '../../src/mta-config/cipher-list.ts'
import { CONFIG_PROFILES, DEFAULT_CONFIG_PROFILE } from '../../src/mta-config/config-profile.ts'
import { fixPostfix } from '../../src/mta-config/postfix/fix-postfix.ts'
import { generatePostfix, OUTBOUND_WISHES } from '../../src/mta-config/postfix/generate-postfix.ts'
import { lintPostfix } from '../../src/mta-config/postfix/lint-postfix.ts'
import { parseMainCf } from '../../src/mta-config/postfix/main-cf.ts'
import { defaultOf, postfixParameter } from '../../src/mta-config/postfix/parameter-reference.ts'
import { readPostfix } from '../../src/mta-config/postfix/postfix-configuration.ts'
import { textDocument } from '../../src/mta-config/text-document.ts'
import { unifiedDiff } from '../../src/mta-config/unified-diff.ts'
import { auditPeer } from './audit-peer.ts'
import { makeAuthority } from './harness/certificates.ts'
import { startPostfix } from './harness/postfix.ts'
import { isMissing } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'
import { temporaryFolder } from './harness/running-peer.ts'

/* The settings that are generated and mended, before the judges that count: Postfix itself, and our own audit of it. */

const folder = temporaryFolder('config-postfix')
afterAll(() => folder.remove())

const skip = isMissing('postfix', 'openssl')
const POSTCONF = '/usr/sbin/postconf'
const POSTFIX = '/usr/sbin/postfix'

/** The services that a Postfix ships, as far as postfix check looks for them. */
const MASTER = `smtp inet n - n - - smtpd
submission inet n - n - - smtpd
  -o smtpd_tls_security_level=may
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`

/** Settings of a how-to that most rules object to. */
const OLD = `smtpd_use_tls = yes
smtpd_tls_auth_only = no
smtpd_tls_mandatory_protocols = !SSLv2, !SSLv3
smtpd_tls_protocols = !SSLv2,
  # POODLE
  !SSLv3
smtpd_tls_mandatory_ciphers = high
smtpd_tls_dh1024_param_file = /etc/postfix/dh1024.pem
smtpd_sasl_auth_enable = no
smtp_use_tls = yes
`

let made = 0

/** A folder with settings that `postfix check` can look at; what it needs besides TLS is added in front. */
function settled(main: string, master = MASTER): string {
  made += 1
  const home = join(folder.path, `c${made}`)
  const [queue, data, etc] = ['queue', 'data', 'etc'].map((name) => join(home, name))
  for (const path of [queue ?? '', data ?? '', etc ?? '']) mkdirSync(path, { recursive: true })
  execFileSync('chown', ['postfix', data ?? ''])
  chmodSync(home, 0o755)
  const own = `compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
meta_directory = /etc/postfix
maillog_file = ${join(home, 'mail.log')}
maillog_file_prefixes = ${home}
myhostname = mx.lab.test
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
`
  writeFileSync(join(etc ?? '', 'main.cf'), `${own}${main}`)
  writeFileSync(join(etc ?? '', 'master.cf'), master)
  return etc ?? ''
}

/** What a program of Postfix says about a folder of settings. */
function says(program: string, words: readonly string[]): { readonly code: number; readonly output: string } {
  try {
    return { code: 0, output: execFileSync('sh', ['-c', '"$@" 2>&1', 'sh', program, ...words], { encoding: 'utf8' }) }
  } catch (error) {
    const { status, stdout } = error as { readonly status: number; readonly stdout: string }
    return { code: status, output: stdout }
  }
}

/** Asserts that Postfix takes settings without a word. */
function expectAccepted(etc: string): void {
  const checked = says(POSTFIX, ['-c', etc, 'check'])
  const log = join(etc, '../mail.log')
  expect({ ...checked, log: existsSync(log) ? readFileSync(log, 'utf8') : '' }).toEqual({
    code: 0,
    output: '',
    log: '',
  })
  const printed = says(POSTCONF, ['-c', etc, '-n'])
  expect(printed.code).toBe(0)
  expect(printed.output).not.toMatch(/warning|error|fatal|unused/i)
  expect(says(POSTCONF, ['-c', etc, '-P']).output).not.toMatch(/warning|error|fatal|unused/i)
}

/** The lines of generated or mended settings as the harness takes them. */
function valuesOf(main: string): Record<string, string> {
  return Object.fromEntries(
    parseMainCf(textDocument('main.cf', main)).entries.map(({ name, value }) => [name.text, value]),
  )
}

describe.skipIf(skip)('generated settings of Postfix', () => {
  const authority = makeAuthority(folder.path)
  const leaf = authority.issue({ key: 'rsa-3072' })

  test.each(OUTBOUND_WISHES)('%s: postfix check and postconf have no word to say', (outbound) => {
    expectAccepted(settled(generatePostfix({ outbound, certificate: leaf.chainFile, key: leaf.keyFile })))
  })

  test.each(CONFIG_PROFILES)('$name: the running server gives no finding of medium or above', async (profile) => {
    const main = valuesOf(
      generatePostfix({ profile, certificate: leaf.bundleFile, key: null, authorities: authority.certificateFile }),
    )
    await using server = await startPostfix({ configuration: 'default', authority, leaf, main })
    const report = await auditPeer(server, authority.certificateFile)
    const weighty = report.findings.filter(({ severity }) => !['low', 'info'].includes(severity))
    expect(weighty.map(({ code, detail }) => `${code}: ${detail}`)).toEqual([])
    expect(report.findings.map(({ code }) => code)).not.toContain('starttls-missing')
  })
})

describe.skipIf(skip)('mended settings of Postfix', () => {
  const authority = makeAuthority(folder.path, 'Second Root')
  const leaf = authority.issue({ key: 'rsa-3072' })
  const documents = [
    textDocument('main.cf', `${OLD}smtpd_tls_chain_files = ${leaf.bundleFile}\n`),
    textDocument('master.cf', MASTER),
  ]
  const mended = fixPostfix(documents, { profile: DEFAULT_CONFIG_PROFILE }).documents
  const [main = '', master = ''] = mended.map(({ text }) => text)

  test('postfix check and postconf have no word to say', () => {
    expectAccepted(settled(main, master))
  })

  test('the running server gives no finding of medium or above, where the old one did', async () => {
    const audited = async (text: string): Promise<readonly string[]> => {
      await using server = await startPostfix({
        configuration: 'default',
        authority,
        leaf,
        main: { ...valuesOf(text), smtpd_tls_chain_files: leaf.bundleFile },
      })
      const { findings } = await auditPeer(server, authority.certificateFile)
      return findings.filter(({ severity }) => !['low', 'info'].includes(severity)).map(({ code }) => code)
    }
    const without = OLD.replace(/^smtpd_tls_dh1024.*\n/m, '')
    expect(await audited(without)).toEqual(expect.arrayContaining(['cipher-anonymous', 'cipher-static-rsa']))
    expect(await audited(main)).toEqual([])
  })

  test('patch takes the diff', () => {
    const home = join(folder.path, 'patched')
    mkdirSync(home)
    const before = documents[0]?.text ?? ''
    writeFileSync(join(home, 'main.cf'), before)
    const input = unifiedDiff(before, main, { old: 'main.cf', new: 'main.cf' })
    execFileSync('patch', ['-p0', '-s'], { cwd: home, input })
    expect(execFileSync('cat', [join(home, 'main.cf')], { encoding: 'utf8' })).toBe(main)
  })
})

describe.skipIf(skip)('what Postfix says of itself', () => {
  test('values are expanded as postconf -x expands them', () => {
    const text = `a = one
b = \u0024{a} and $a, $(a)
c = \u0024{a?{yes $b}:{no}} \u0024{none?{yes}:{no}} \u0024{none:not} \u0024{a:not}
d = \u0024{{$a} == {one} ? {same} : {other}}\u0024{{$compatibility_level} <level {3.10} ? {old} : {new}}
e = $$a
smtpd_banner = $myhostname $b $c $d $e
`
    const etc = settled(text)
    const printed = says(POSTCONF, [
      '-c',
      etc,
      '-x',
      '-h',
      'smtpd_banner',
      'smtpd_relay_before_recipient_restrictions',
      'smtp_tls_fingerprint_digest',
    ])
    const main = execFileSync('cat', [join(etc, 'main.cf')], { encoding: 'utf8' })
    const { settings } = readPostfix([textDocument('main.cf', main)])
    const ours = ['smtpd_banner', 'smtpd_relay_before_recipient_restrictions', 'smtp_tls_fingerprint_digest'].map(
      (name) => settings(name).value,
    )
    const plain = (text: string): string => text.replace(/ +/g, ' ').trim()
    const theirs = printed.output.split('\n').filter((line) => line !== '' && !line.includes('warning: '))
    expect(theirs.map(plain)).toEqual(ours.map(plain))
  })

  test('every parameter and default of postconf -d is in the table', () => {
    const etc = settled('')
    const lines = says(POSTCONF, ['-c', etc, '-d']).output.trimEnd().split('\n')
    const release = [3, 7, 11]
    const differing = lines.flatMap((line) => {
      const [, name = '', value = ''] = /^(\S+) = ?(.*)$/.exec(line) ?? []
      if (postfixParameter(name) === undefined)
        return /_(?:destination|recipient|delivery|minimum|initial|extra|transport|time)_/.test(name) ? [] : [name]
      const isOwn = [
        'myhostname',
        'mydomain',
        'mail_release_date',
        'mail_version',
        'mynetworks',
        'process_id',
      ].includes(name)
      return isOwn || defaultOf(release, name) === value.trim() ? [] : [`${name} = ${value}`]
    })
    expect(lines.length).toBeGreaterThan(800)
    expect(differing).toEqual([])
  })

  test('it warns of the names that the linter finds unknown, and of no others', () => {
    const text = `my_note = 1
used = 2
myorigin = $used
smtpd_restriction_classes = own_class
own_class = permit
relay_destination_recipient_limit = 3
smtpd_tls_securty_level = may
proxy_ldap = x
virtual_alias_maps = ldap:accounts
accounts_server_host = a.example
`
    const warned = [
      ...says(POSTCONF, ['-c', settled(text, `${MASTER}relay unix - - n - - smtp\n`), '-n']).output.matchAll(
        /unused parameter: (\w+)=/g,
      ),
    ].map(([, name]) => name)
    const found = lintPostfix(readPostfix([textDocument('main.cf', text)]), DEFAULT_CONFIG_PROFILE)
      .filter(({ code }) => code === 'config-parameter-unknown' || code === 'config-parameter-misspelt')
      .map(({ parameter }) => parameter)
    expect([...new Set(warned)].toSorted()).toEqual(found.toSorted())
  })
})

describe.skipIf(isMissing('openssl'))('OpenSSL', () => {
  const lists = [
    ...CONFIG_PROFILES.flatMap(({ goodSuites, toleratedSuites }) => [goodSuites, toleratedSuites]),
    'ALL',
    'ALL:!aNULL',
    'HIGH:!aNULL:!MD5',
    'DEFAULT',
    'COMPLEMENTOFDEFAULT',
    'ALL:eNULL',
    'aNULL:-aNULL:HIGH:MEDIUM:+RC4:@STRENGTH',
    'ALL:!kRSA:!SHA1',
    'EECDH+AESGCM:EDH+AESGCM:AES256+EECDH',
    'TLSv1.2:!aNULL',
    'TLSv1.0',
    'SSLv3',
    'RSA+AES',
    'ALL:-AES:+RSA',
    'kDHE:!DSS',
    'CAMELLIA:ARIA',
    'DH',
    'ECDH:!AECDH',
    'aRSA+CHACHA20',
    'SHA384:SHA256',
    'ALL:-aNULL:aNULL',
    'HIGH:!DHE:!SHA1:!SHA256:!SHA384:!ARIA:!AESCCM:!aNULL:!kRSA',
    'AES128-SHA:ECDHE-RSA-AES256-SHA',
    'ALL:!COMPLEMENTOFDEFAULT',
    'HIGH:!aNULL:!eNULL:!AESCCM8:+DHE',
  ]

  test.each(lists)('reads %s as we do', async (list) => {
    const { output } = await runProgram('openssl', ['ciphers', '-V', `${list}:@SECLEVEL=0`])
    const ids = new Set(
      [...output.matchAll(/^\s*0x(..),0x(..)/gm)].map(([, high = '', low = '']) => Number.parseInt(high + low, 16)),
    )
    const theirs = CURRENT_SUITES.filter(({ id }) => ids.has(id)).map(({ openssl }) => openssl)
    expect(readCipherList(list).suites.map(({ openssl }) => openssl)).toEqual(theirs)
  })
})
