import { allCommands, type CommandNode, type OptionNode } from './command-tree.ts'

/** Completion for fish, with the descriptions of commands and options. */
export function fishCompletion(program: CommandNode): string {
  const commands = allCommands(program)
  const steps = commands.flatMap(({ path, commands: below }) =>
    below.map(
      (each) => `            case ${quote(`${path} ${each.name}`)}\n                set at ${quote(each.path)}`,
    ),
  )
  return `# Completion of wiretight for fish. Written by: wiretight completion fish
function __wiretight_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at $word"
${steps.join('\n')}
        end
    end
    test "$at" = "$argv[1]"
end

complete -c wiretight -f
${commands.flatMap(linesOf).join('\n')}
`
}

function linesOf({ path, options, arguments: operands, commands }: CommandNode): readonly string[] {
  const start = `complete -c wiretight -n ${quote(`__wiretight_at ${quote(path)}`)}`
  return [
    ...commands.map(({ name, description }) => `${start} -a ${quote(name)} -d ${quote(description)}`),
    ...operands.flatMap(({ value, description }) => {
      if (value.kind === 'words') return [`${start} -a ${quote(value.words.join(' '))} -d ${quote(description)}`]
      return value.kind === 'file' ? [`${start} -F`] : []
    }),
    ...options.map((option) => `${start} ${flags(option)}${values(option)} -d ${quote(option.description)}`),
  ]
}

function flags({ flags: all }: OptionNode): string {
  return all.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)).join(' ')
}

function values({ value }: OptionNode): string {
  switch (value.kind) {
    case 'words':
      return ` -x -a ${quote(value.words.join(' '))}`
    case 'file':
      return ' -r -F'
    case 'free':
      return ' -x'
    case 'none':
      return ''
    default:
      throw value satisfies never
  }
}

/** In single quotes fish knows two signs only. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
