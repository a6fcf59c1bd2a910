import { stepArms, valueArms } from './case-arms.ts'
import { allCommands, type CommandNode, type OptionNode } from './command-tree.ts'
import { quote } from './shell-words.ts'

/** Completion for zsh, with the descriptions of commands and options. */
export function zshCompletion(program: CommandNode): string {
  const commands = allCommands(program)
  return `#compdef wiretight
# Completion of wiretight for zsh. Written by: wiretight completion zsh
_wiretight() {
  local at='' place
  local -a described
  for ((place = 2; place < CURRENT; place++)); do
    case "$at \${words[place]}" in
${commands.flatMap(stepArms).join('\n')}
    esac
  done
  case "$at \${words[CURRENT - 1]}" in
${commands.flatMap((command) => valueArms(command, completer)).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    case $at in
${commands.map((command) => `      ${quote(command.path)}) described=(${flagsOf(command)}) ;;`).join('\n')}
    esac
    _describe -o option described
    return
  fi
  case $at in
${commands.map((command) => `    ${quote(command.path)}) ${operands(command)} ;;`).join('\n')}
  esac
}

if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then _wiretight "$@"; else compdef _wiretight wiretight; fi
`
}

function completer({ placeholder, value }: OptionNode): string {
  switch (value.kind) {
    case 'words':
      return value.list ? `_values -s , word ${value.words.map(quote).join(' ')}` : added(value.words)
    case 'file':
      return '_files'
    case 'free':
    case 'none':
      return `_message ${quote(placeholder)}`
    default:
      throw value satisfies never
  }
}

function added(words: readonly string[]): string {
  return `compadd -- ${words.map(quote).join(' ')}`
}

/** A word and what it means; a colon separates them, so that one in the word is escaped. */
function described(word: string, description: string): string {
  return quote(`${word.replaceAll(':', '\\:')}:${description}`)
}

function flagsOf({ options }: CommandNode): string {
  return options.flatMap(({ flags, description }) => flags.map((flag) => described(flag, description))).join(' ')
}

function operands({ commands, arguments: operandsOf }: CommandNode): string {
  const parts = [
    ...(commands.length === 0
      ? []
      : [
          `described=(${commands.map(({ name, description }) => described(name, description)).join(' ')}); _describe command described`,
        ]),
    ...operandsOf.flatMap(({ value }) => {
      if (value.kind === 'words') return [added(value.words)]
      return value.kind === 'file' ? ['_files'] : []
    }),
  ]
  return parts.length === 0 ? ':' : parts.join('; ')
}
