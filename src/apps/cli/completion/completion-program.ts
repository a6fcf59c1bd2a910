import type { Command } from 'commander'
import { command, type SetExit } from '../program.ts'

/** `wiretight completion SHELL`: a script that teaches a shell the commands and options of this program. */
export function completionProgram(setExit: SetExit): Command {
  return command('completion')
    .description('Write a script that completes commands, options and words in a shell: bash, zsh or fish.')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', HELP)
    .action(async (shell: string, _options: object, self: Command) => {
      const { completionCommand } = await import('./completion-command.ts')
      setExit(await completionCommand(shell, self.parent ?? self))
    })
}

const HELP = `
Where it goes:
  bash  source <(wiretight completion bash)
  zsh   wiretight completion zsh >"\${fpath[1]}/_wiretight"
  fish  wiretight completion fish >~/.config/fish/completions/wiretight.fish

Example:
  wiretight completion bash
`
