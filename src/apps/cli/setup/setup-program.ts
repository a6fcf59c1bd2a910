import type { Command } from 'commander'
import { command, listOption, resolverOptions, type SetExit } from '../program.ts'
import type { SetupOptions } from './setup-command.ts'

const HELP = `
Exit code: 0 nothing is left to do; 1 something is; 2 usage; 3 not determined.

Example:
  wiretight setup example.com --rua tls-reports@example.com
`

/** `wiretight setup DOMAIN`. */
export function setupProgram(signal: AbortSignal, setExit: SetExit): Command {
  return resolverOptions(command('setup'))
    .description('Print every record, file and setting that a domain needs, in order, from what it has now.')
    .argument('<domain>', 'such as example.com')
    .addOption(listOption('--rua <address>', 'where TLS reports shall go (default: tls-reports@DOMAIN)'))
    .option('--mode <mode>', 'of the MTA-STS policy: testing or enforce (default: testing, enforce once one is tested)')
    .option('--max-age <seconds>', 'how long senders keep the policy (default: 31557600)')
    .option('--lab', 'a domain of the built-in miniature internet')
    .addOption(listOption('--connect-to <h:p:a:p>', 'go to ADDRESS:PORT where HOST:PORT is meant'))
    .addOption(listOption('--resolve <h:a>', 'take ADDRESS for HOST'))
    .option('--ca-file <file>', 'trust these PEM certificates instead of Mozilla’s')
    .option('--allow-private', 'contact names that resolve to private addresses')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .addHelpText('after', HELP)
    .action(async (domain: string, options: SetupOptions) => {
      const { setupCommand } = await import('./setup-command.ts')
      setExit(await setupCommand(domain, options, signal))
    })
}
