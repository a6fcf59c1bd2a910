import { allCommands, type CommandNode, type OptionNode } from './command-tree.ts'

/** What the manual says besides what commander knows. */
export interface ManualSections {
  readonly version: string
  /** `YYYY-MM-DD` of the release. */
  readonly date: string
  readonly environment: readonly { readonly name: string; readonly about: string }[]
  readonly files: readonly { readonly name: string; readonly about: string }[]
  readonly exits: readonly { readonly code: number; readonly about: string }[]
}

/** The manual page in the language of man(7), for `man wiretight`. */
export function manualPage(program: CommandNode, sections: ManualSections): string {
  const { version, date, environment, files, exits } = sections
  const commands = allCommands(program).filter(({ path }) => path !== '')
  const lines = [
    '.\\" Written by scripts/generate-manual.ts; do not edit.',
    `.TH WIRETIGHT 1 ${date} "wiretight ${version}" "User Commands"`,
    '.SH NAME',
    `wiretight \\- ${roff(firstLower(program.description).replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    '.B wiretight',
    '.RI [ options ]',
    '.I command',
    '.RI [ arguments ]',
    '.SH DESCRIPTION',
    roffLine('Each command has a help of its own: wiretight COMMAND --help.'),
    '.SH OPTIONS',
    ...program.options.flatMap(optionLines),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH ENVIRONMENT',
    ...environment.flatMap(({ name, about }) => tagged(`\\fB${roff(name)}\\fR`, about)),
    '.SH FILES',
    ...files.flatMap(({ name, about }) => tagged(`\\fI${roff(name)}\\fR`, about)),
    '.SH EXIT STATUS',
    ...exits.flatMap(({ code, about }) => tagged(String(code), about)),
  ]
  return `${lines.join('\n')}\n`
}

function commandLines({
  path,
  usage,
  description,
  help,
  options,
  arguments: operands,
  commands,
}: CommandNode): readonly string[] {
  // A command of commands is told by what is below it.
  const below = commands.length === 0 ? [] : paragraph(`Its commands: ${commands.map(({ name }) => name).join(', ')}.`)
  return [
    `.SS wiretight ${roff(path)} ${roff(commands.length === 0 ? usage : 'COMMAND')}`,
    roffLine(description),
    ...below,
    ...operands.flatMap(({ name, description: about }) => tagged(`\\fI${roff(name)}\\fR`, about)),
    ...options.flatMap(optionLines),
    ...(help === '' ? [] : ['.PP', '.nf', ...help.split('\n').map(roffLine), '.fi']),
  ]
}

function optionLines({ flags, placeholder, description }: OptionNode): readonly string[] {
  const value = placeholder === '' ? '' : ` \\fI${roff(placeholder)}\\fR`
  return tagged(`${flags.map((flag) => `\\fB${roff(flag)}\\fR`).join(', ')}${value}`, description)
}

/** A term and what it means; the term is roff already. */
function tagged(term: string, text: string): readonly string[] {
  return ['.TP', term, roffLine(text)]
}

function paragraph(text: string): readonly string[] {
  return ['.PP', roffLine(text)]
}

/** A line of running text: a dot or an apostrophe at its beginning would be taken for a request. */
function roffLine(text: string): string {
  const line = roff(text)
  return /^[.']/.test(line) ? `\\&${line}` : line
}

/** A text in which nothing is a request, a font or a hyphen. Signs beyond ASCII have names that every roff knows. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(
      /[^\x20-\x7e]/gu,
      (sign) => SIGNS[sign] ?? `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
}

const SIGNS: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '–': '\\(en',
  '·': '\\(bu',
}

function firstLower(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
