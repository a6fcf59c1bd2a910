import type { CommandNode, OptionNode } from './command-tree.ts'
import { quote } from './shell-words.ts'

/*
 * Arms of `case … in … esac`, which bash and zsh write alike. A place is the path of a command; what stands behind it is a word
 * of the line.
 */

/** How one gets from a command to those below it. */
export function stepArms({ path, commands }: CommandNode): readonly string[] {
  return commands.map((below) => `      ${quote(`${path} ${below.name}`)}) at=${quote(below.path)} ;;`)
}

/** What is completed behind each option of a command that takes a value. */
export function valueArms(
  { path, options }: CommandNode,
  completer: (option: OptionNode) => string,
): readonly string[] {
  return options.flatMap((option): readonly string[] => {
    if (option.value.kind === 'none') return []
    const patterns = option.flags.map((flag) => quote(`${path} ${flag}`)).join(' | ')
    return [`    ${patterns}) ${completer(option)}; return ;;`]
  })
}
