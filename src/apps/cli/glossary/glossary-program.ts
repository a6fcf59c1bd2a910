import type { Command } from 'commander'
import { command, type SetExit } from '../program.ts'
import type { GlossaryOptions } from './glossary-command.ts'

/** `wiretight glossary [TERM]`: terms of the field, explained. */
export function glossaryProgram(setExit: SetExit): Command {
  return command('glossary')
    .description('Explain a term of the field; without one, list them.')
    .argument('[term...]', 'such as DANE or forward secrecy')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colour')
    .option('--ascii', 'plain signs only')
    .addHelpText('after', '\nExample:\n  wiretight glossary forward secrecy\n')
    .action(async (words: readonly string[], options: GlossaryOptions) => {
      const { glossaryCommand } = await import('./glossary-command.ts')
      setExit(await glossaryCommand(words.join(' '), options))
    })
}
