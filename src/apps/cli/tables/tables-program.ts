import type { Command } from 'commander'
import { command, type SetExit } from '../program.ts'
import type { TablesOptions } from './tables-command.ts'

/** `wiretight tables [NAME]`: tables of reference. */
export function tablesProgram(setExit: SetExit): Command {
  return command('tables')
    .description('Show a table of reference: protocols, suites, ports, mechanisms; without a name, list them.')
    .argument('[name]', 'such as protocols or postfix-levels')
    .option('--format <form>', 'text, json, csv or markdown (default: text)')
    .option('--json', 'short for --format json')
    .option('-o, --output <file>', 'write there instead of standard output')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', '\nExample:\n  wiretight tables mechanisms --format markdown\n')
    .action(async (name: string | undefined, options: TablesOptions) => {
      const { tablesCommand } = await import('./tables-command.ts')
      setExit(await tablesCommand(name, options))
    })
}
