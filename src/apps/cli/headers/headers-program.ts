import type { Command } from 'commander'
import { command, type SetExit } from '../program.ts'
import type { HeadersOptions } from './headers-command.ts'

/** `wiretight headers`: how a message travelled. */
export function headersProgram(_signal: AbortSignal, setExit: SetExit): Command {
  return command('headers')
    .description('Read the Received fields of a message: which hops were encrypted, how, and how long each took.')
    .argument('<file>', 'a message, or header fields copied from one; - for standard input')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', HELP)
    .action(async (file: string, options: HeadersOptions) => {
      const { headersCommand } = await import('./headers-command.ts')
      setExit(await headersCommand(file, options))
    })
}

const HELP = `
Folded, quoted-printable, quoted, and copied from a web page: all are read.
Exit code: 0 read; 2 usage; 3 no Received field in it.

Example:
  wiretight headers message.eml
`
