import { cpus, totalmem } from 'node:os'
import { findPeer } from '../../test/peers/harness/require-peer.ts'
import { temporaryFolder } from '../../test/peers/harness/running-peer.ts'
import { timedRun } from '../../test/peers/harness/timed-run.ts'
import type { Installed } from './sslyze-install.ts'

/** A program and what it calls itself. */
export interface Version {
  readonly name: string
  readonly version: string
}

interface Question {
  readonly name: string
  /** The program's path, null when it is not installed. */
  readonly program: string | null
  readonly parameters: readonly string[]
  /** Its first group is the version. */
  readonly pattern: RegExp
}

/** The versions of everything that takes part, as each of them tells it. */
export async function versions(sslyze: Installed): Promise<readonly Version[]> {
  const asked: Version[] = []
  for (const question of questions(sslyze)) asked.push({ name: question.name, version: await ask(question) })
  return [
    { name: 'Node.js', version: process.versions.node },
    { name: 'OpenSSL in Node.js', version: process.versions.openssl },
    ...asked,
  ]
}

/** The machine in one line. */
export function machine(): string {
  const processors = cpus()
  const gibibytes = Math.round(totalmem() / 2 ** 30)
  return `${processors.length} cores (${processors[0]?.model ?? 'unknown'}), ${gibibytes} GiB`
}

function questions(sslyze: Installed): readonly Question[] {
  const postconf = findPeer('postfix') === null ? null : '/usr/sbin/postconf'
  const sslyzeProgram = 'program' in sslyze ? sslyze.program : null
  return [
    { name: 'sslscan', program: findPeer('sslscan'), parameters: ['--version'], pattern: /(\d+\.\d+\.\d+)/ },
    { name: 'nmap', program: findPeer('nmap'), parameters: ['--version'], pattern: /Nmap version (\S+)/ },
    { name: 'testssl.sh', program: findPeer('testssl'), parameters: ['--version'], pattern: /testssl\S*\s+(\d\S+)/ },
    { name: 'sslyze', program: sslyzeProgram, parameters: ['--help'], pattern: /SSLyze version (\S+)/ },
    { name: 'Postfix', program: postconf, parameters: ['-h', 'mail_version'], pattern: /^(\S+)$/m },
    { name: 'Exim', program: findPeer('exim'), parameters: ['-bV'], pattern: /Exim version (\S+)/ },
    { name: 'GnuTLS', program: findPeer('gnutls-serv'), parameters: ['--version'], pattern: /gnutls-serv (\S+)/ },
    { name: 'OpenSSL', program: findPeer('openssl'), parameters: ['version'], pattern: /^OpenSSL (\S+)/m },
  ]
}

async function ask({ program, parameters, pattern }: Question): Promise<string> {
  if (program === null) return 'not installed'
  const folder = temporaryFolder('version')
  try {
    const { output } = await timedRun([program, ...parameters], folder.path)
    return pattern.exec(output)?.[1] ?? 'unknown'
  } finally {
    folder.remove()
  }
}
