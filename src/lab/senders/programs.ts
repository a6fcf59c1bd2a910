import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fail } from '../../base/failure.ts'

/** Where programs of administrators are, which are not on everybody's path. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/local/bin']

/** Where Postfix keeps its daemons. */
const POSTFIX_FOLDERS = ['/usr/lib/postfix/sbin', '/usr/libexec/postfix', '/usr/lib/postfix']

/** The path of the first of these programs that is installed. @throws ProbeError `program-missing`, with the first name */
export function requireProgram(...names: readonly [string, ...string[]]): string {
  const folders = [...SYSTEM_FOLDERS, ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')]
  return first(names.flatMap((name) => folders.map((folder) => join(folder, name)))) ?? missing(names[0])
}

/** The path of Postfix's `master`. @throws ProbeError `program-missing` */
export function requirePostfixMaster(): string {
  return first(POSTFIX_FOLDERS.map((folder) => join(folder, 'master'))) ?? missing('postfix')
}

function missing(program: string): never {
  return fail({ code: 'program-missing', program })
}

function first(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
