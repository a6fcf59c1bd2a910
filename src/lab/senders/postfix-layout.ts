import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Services of `master.cf` besides smtpd: what it takes to accept a message, queue it and send or discard it. */
const SERVICES = `
cleanup   unix       n - n - 0 cleanup
qmgr      unix       n - n 300 1 qmgr
tlsmgr    unix       - - n 1000? 1 tlsmgr
rewrite   unix       - - n - - trivial-rewrite
bounce    unix       - - n - 0 bounce
defer     unix       - - n - 0 bounce
trace     unix       - - n - 0 bounce
verify    unix       - - n - 1 verify
flush     unix       n - n 1000? 0 flush
proxymap  unix       - - n - - proxymap
proxywrite unix      - - n - 1 proxymap
smtp      unix       - - n - - smtp
error     unix       - - n - - error
retry     unix       - - n - - error
discard   unix       - - n - - discard
anvil     unix       - - n - 1 anvil
scache    unix       - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
`

const QUEUES = [
  ...['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush'],
  ...['hold', 'incoming', 'private', 'saved', 'trace'],
]

/** A Postfix to be. */
export interface PostfixPlan {
  /** An empty folder that everybody may enter. */
  readonly folder: string
  readonly listen: { readonly address: string; readonly port: number }
  /** Lines of `main.cf`; they win over those that keep it in its folder. */
  readonly main: Readonly<Record<string, string>>
  /** Further lines of `master.cf`. */
  readonly master?: readonly string[]
}

/** The files of a Postfix that was laid out. */
export interface PostfixFiles {
  /** The folder of `main.cf` and `master.cf`. */
  readonly configuration: string
  readonly log: string
}

/**
 * Writes the configuration of a Postfix of its own and makes the folders that `postfix start` would make, at a fraction of its
 * time. It shares nothing with another one or with the system's. Needs root, and the users `postfix` and `postdrop`.
 */
export function layOutPostfix({ folder, listen, main, master = [] }: PostfixPlan): PostfixFiles {
  const configuration = join(folder, 'etc')
  const log = join(folder, 'mail.log')
  makeFolders(folder)
  const lines = Object.entries({ ...ownPaths(folder, log), ...main }).map(([name, value]) => `${name} = ${value}\n`)
  const mainFile = join(configuration, 'main.cf')
  writeFileSync(mainFile, lines.join(''))
  // A file that changed within the last second could still be being written: Postfix waits, we need not.
  utimesSync(mainFile, 0, 0)
  const smtpd = `${listen.address}:${listen.port} inet n - n - - smtpd`
  writeFileSync(join(configuration, 'master.cf'), `${smtpd}${SERVICES}${master.join('\n')}\n`)
  return { configuration, log }
}

function ownPaths(folder: string, log: string): Record<string, string> {
  return {
    compatibility_level: '3.6',
    queue_directory: join(folder, 'queue'),
    data_directory: join(folder, 'data'),
    meta_directory: join(folder, 'etc'),
    command_directory: '/usr/sbin',
    daemon_directory: '/usr/lib/postfix/sbin',
    maillog_file: log,
    maillog_file_prefixes: folder,
    // Must be an address of an interface, which 127.0.0.2 is not, though it works. Where to listen says master.cf.
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
  }
}

function makeFolders(folder: string): void {
  const postfix = ids('passwd', 'postfix')
  const postdrop = ids('group', 'postdrop')
  mkdirSync(join(folder, 'etc'))
  mkdirSync(join(folder, 'queue/pid'), { recursive: true })
  const make = (name: string, group: number, mode: number): void => {
    const path = join(folder, name)
    mkdirSync(path)
    chownSync(path, postfix.id, group)
    chmodSync(path, mode)
  }
  make('data', postfix.group, 0o700)
  for (const queue of QUEUES) make(`queue/${queue}`, 0, 0o700)
  make('queue/maildrop', postdrop.id, 0o730)
  make('queue/public', postdrop.id, 0o710)
}

/** Numbers of a user or group, by getent(1). */
function ids(database: 'passwd' | 'group', name: string): { readonly id: number; readonly group: number } {
  const fields = execFileSync('getent', [database, name]).toString().split(':')
  return { id: Number(fields[2]), group: Number(fields[3]) }
}
