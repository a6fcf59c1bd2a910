import type { Command } from 'commander'
import { WORDS_OF_ARGUMENTS, WORDS_OF_OPTIONS } from './known-words.ts'

/** What may stand behind an option, or as an argument. */
export type Value =
  | { readonly kind: 'none' }
  /** Anything; nobody can guess it. */
  | { readonly kind: 'free' }
  | { readonly kind: 'file' }
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly list: boolean }

/** One option with all its spellings. */
export interface OptionNode {
  /** `-o`, `--output`. */
  readonly flags: readonly string[]
  readonly description: string
  /** How its value is called, such as `<file>`; empty without one. */
  readonly placeholder: string
  readonly value: Value
}

/** A command as data: what commander knows of it. */
export interface CommandNode {
  /** Without the program's name: empty for the program itself, `dane check` for a command of a command. */
  readonly path: string
  readonly name: string
  readonly description: string
  /** The line of usage without the program's name. */
  readonly usage: string
  /** What stands below the options in the help: exit codes, examples. */
  readonly help: string
  readonly options: readonly OptionNode[]
  readonly arguments: readonly { readonly name: string; readonly description: string; readonly value: Value }[]
  readonly commands: readonly CommandNode[]
}

/** Reads a commander program into data, from which completions and the manual are written. */
export function commandTree(program: Command, path = ''): CommandNode {
  const help = program.createHelp()
  return {
    path,
    name: program.name(),
    description: program.description(),
    usage: program.usage(),
    help: helpBelow(program),
    options: help.visibleOptions(program).map(({ short, long, flags, description }): OptionNode => {
      const [placeholder = ''] = /[<[].*[>\]]/.exec(flags) ?? []
      const names = [short, long].flatMap((flag) => (flag === undefined ? [] : [flag]))
      return { flags: names, description, placeholder, value: optionValue(long ?? '', placeholder, description) }
    }),
    arguments: program.registeredArguments.map((argument) => {
      const name = `${argument.required ? '<' : '['}${argument.name()}${argument.variadic ? '...' : ''}${argument.required ? '>' : ']'}`
      return { name, description: argument.description, value: argumentValue(path, argument.name()) }
    }),
    commands: help
      .visibleCommands(program)
      .map((command) => commandTree(command, path === '' ? command.name() : `${path} ${command.name()}`)),
  }
}

/** A command and all below it, each before its own. */
export function allCommands(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.commands.flatMap(allCommands)]
}

function optionValue(long: string, placeholder: string, description: string): Value {
  if (placeholder === '') return { kind: 'none' }
  const words = WORDS_OF_OPTIONS[long] ?? enumerated(description)
  if (words !== null) return { kind: 'words', words, list: long === '--only' }
  return /file|folder|report/.test(placeholder) ? { kind: 'file' } : { kind: 'free' }
}

function argumentValue(path: string, name: string): Value {
  const words = WORDS_OF_ARGUMENTS[`${path} ${name}`]
  if (words !== undefined) return { kind: 'words', words, list: false }
  return /file|folder|report/.test(name) ? { kind: 'file' } : { kind: 'free' }
}

/** The words of a description that begins with a list of them, such as `text, json or html (default: text)`. */
export function enumerated(description: string): readonly string[] | null {
  const [list] = /^[\w.-]+(?:, [\w.-]+)* or [\w.-]+(?=$| \(|;)/.exec(description) ?? []
  return list === undefined ? null : list.split(/, | or /)
}

/** The text that a command adds below its help; commander hands it out only by writing it behind the rest. */
function helpBelow(program: Command): string {
  const written: string[] = []
  const output = program.configureOutput()
  program.configureOutput({ ...output, writeOut: (part) => written.push(part) })
  program.outputHelp()
  program.configureOutput(output)
  return written.join('').slice(program.helpInformation().length).trim()
}
