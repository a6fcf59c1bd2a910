import type { Command } from 'commander'
import { quoted } from '../check-options.ts'
import { EXIT } from '../exit-code.ts'
import { writeOut } from '../output.ts'
import { bashCompletion } from './bash-completion.ts'
import { type CommandNode, commandTree } from './command-tree.ts'
import { fishCompletion } from './fish-completion.ts'
import { SHELLS, type Shell } from './known-words.ts'
import { zshCompletion } from './zsh-completion.ts'

const SCRIPTS: Readonly<Record<Shell, (program: CommandNode) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

/** `wiretight completion SHELL`. Returns the exit code. */
export async function completionCommand(name: string, program: Command): Promise<number> {
  const shell = SHELLS.find((each) => each === name)
  if (shell === undefined) {
    process.stderr.write(`wiretight: there is no completion for ${quoted(name)}; expected ${SHELLS.join(', ')}\n`)
    return EXIT.usage
  }
  await writeOut(SCRIPTS[shell](commandTree(program)), undefined)
  return EXIT.clean
}
