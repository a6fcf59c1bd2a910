import { stepArms, valueArms } from './case-arms.ts'
import { allCommands, type CommandNode, type OptionNode } from './command-tree.ts'
import { quote, quoteList } from './shell-words.ts'

/**
 * Completion for bash. The script needs nothing but bash itself; words of our own hold no blanks, so that they can be handed
 * over as one list.
 */
export function bashCompletion(program: CommandNode): string {
  const commands = allCommands(program)
  return `# Completion of wiretight for bash. Written by: wiretight completion bash
_wiretight() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} at='' at_word word words='' files=''
  COMPREPLY=()
  for ((at_word = 1; at_word < COMP_CWORD; at_word++)); do
    word=\${COMP_WORDS[at_word]}
    case "$at $word" in
${commands.flatMap(stepArms).join('\n')}
    esac
  done
  case "$at $before" in
${commands.flatMap((command) => valueArms(command, completer)).join('\n')}
  esac
  if [[ $current == -* ]]; then
    case $at in
${commands.map((command) => `      ${quote(command.path)}) words=${quoteList(flagsOf(command))} ;;`).join('\n')}
    esac
  else
    case $at in
${commands.map((command) => `      ${quote(command.path)}) ${operands(command)} ;;`).join('\n')}
    esac
  fi
  _wiretight_reply "$words" "$current"
  if [[ -n $files && $current != -* ]]; then _wiretight_files "$current"; fi
}

# Words that begin like the one before the cursor, one on each line: a word may hold any sign but a blank.
_wiretight_reply() {
  local word
  for word in $1; do
    if [[ $word == "$2"* ]]; then COMPREPLY+=("$word"); fi
  done
}

# The same for lists with commas: what is before the last comma stays.
_wiretight_reply_list() {
  local word start=''
  if [[ $2 == *,* ]]; then start=\${2%,*},; fi
  for word in $1; do
    if [[ $word == "\${2##*,}"* ]]; then COMPREPLY+=("$start$word"); fi
  done
}

_wiretight_files() {
  local file
  compopt -o filenames 2>/dev/null
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$1")
}

complete -F _wiretight wiretight
`
}

function completer({ value }: OptionNode): string {
  switch (value.kind) {
    case 'words':
      return `${value.list ? '_wiretight_reply_list' : '_wiretight_reply'} ${quoteList(value.words)} "$current"`
    case 'file':
      return '_wiretight_files "$current"'
    case 'free':
    case 'none':
      return ':'
    default:
      throw value satisfies never
  }
}

function flagsOf({ options }: CommandNode): readonly string[] {
  return options.flatMap(({ flags }) => flags)
}

/** Commands below, words of arguments, and whether files may stand there. */
function operands({ commands, arguments: operandsOf }: CommandNode): string {
  const words = [
    ...commands.map(({ name }) => name),
    ...operandsOf.flatMap(({ value }) => (value.kind === 'words' ? value.words : [])),
  ]
  const takesFiles = operandsOf.some(({ value }) => value.kind === 'file')
  return `words=${quoteList(words)}${takesFiles ? ' files=yes' : ''}`
}
