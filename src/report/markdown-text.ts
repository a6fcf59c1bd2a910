import { visible } from './visible.ts'

/**
 * A text as one line of Markdown (CommonMark and GitHub's tables): every sign that could mean something there stands for
 * itself. No link, image, mention, HTML or table cell can come out of it.
 */
export function markdownText(text: string): string {
  return visible(text)
    .replace(MEANINGFUL, '\\$&')
    .replace(/[&<>@]/g, (sign) => ENTITIES[sign] ?? sign)
}

/**
 * Signs that mean something wherever they stand; the colon of `https://` and the first dot of `www.`, which GitHub makes a
 * link of; and what begins a list or underlines a heading when it begins a line.
 */
const MEANINGFUL = /[\\`*_[\]#|~$]|:(?=\/\/)|(?<=\bwww)\.|^[-+](?=\s|$)|^=|(?<=^\d{1,9})[.)](?=\s|$)/gi

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '@': '&#64;' }

/** A row of a table; cells are Markdown already. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** A table with its titles; cells are Markdown already. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [markdownRow(titles), `|${titles.map(() => '---').join('|')}|`, ...rows.map(markdownRow)]
}

/** A code block; its fence is longer than any run of backquotes inside. */
export function markdownCode(code: string): readonly string[] {
  const text = visible(code, true)
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  return [fence, ...text.split('\n'), fence]
}
