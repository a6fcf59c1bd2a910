import { LAYERS, type Layer } from './layers.ts'

/** The import table as ARCHITECTURE.md shows it: a row a line, without the alignment that a formatter may give it. */
export function importTable(): readonly string[] {
  const head = ['folder', 'holds', 'may import', 'pure']
  return [head, head.map(() => '---'), ...LAYERS.map(rowOf)].map((cells) => `| ${cells.join(' | ')} |`)
}

/** The lines of the table that a Markdown text has under a heading, its cells trimmed. */
export function tableUnder(markdown: string, heading: string): readonly string[] {
  const lines = markdown.split('\n')
  const from = lines.indexOf(heading)
  if (from < 0) return []
  const next = lines.findIndex((line, at) => at > from && line.startsWith('#'))
  return lines
    .slice(from, next < 0 ? lines.length : next)
    .filter((line) => line.startsWith('|'))
    .map((line) => line.replace(/\s*\|\s*/g, ' | ').trim())
    .map((line) => (/^[|\s:-]+$/.test(line) ? line.replace(/:?-+:?/g, '---') : line))
}

const NOT_THERE = '(not there yet)'

function rowOf({ folder, holds, imports, butNot, pure, pureToCome, toCome }: Layer): readonly string[] {
  const named = folder === 'apps' ? '`apps/…`' : `\`${folder}\``
  const except = butNot === undefined ? '' : ` but ${butNot.map((name) => `\`${name}\``).join(', ')}`
  const parts = [
    ...(pure === true ? ['yes'] : pure.map((part) => `\`${part}\``)),
    ...(pureToCome ?? []).map((part) => `\`${part}\` ${NOT_THERE}`),
  ]
  return [
    named,
    toCome ? `${NOT_THERE} ${holds}` : holds,
    imports.length === 0 ? 'nothing' : imports.map(inCode).join(', ') + except,
    parts.length === 0 ? 'no' : parts.join(', '),
  ]
}

/** A grant with its place in code type: types of `dns`. */
function inCode(grant: string): string {
  return grant.endsWith('everything above') ? grant : grant.replace(/\S+$/, '`$&`')
}
