/** Cuts a text in its middle to `width` characters: the ends of a name tell more than its middle. */
export function cutMiddle(text: string, width: number, mark = '…'): string {
  if (text.length <= width) return text
  if (width <= mark.length) return text.slice(0, Math.max(0, width))
  const left = Math.ceil((width - mark.length) / 2)
  return `${text.slice(0, left)}${mark}${text.slice(text.length - (width - mark.length - left))}`
}

/** Cuts a text at its end to `width` characters. */
export function cutEnd(text: string, width: number, mark = '…'): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - mark.length))}${mark}`
}

/**
 * Breaks a text into lines of at most `width` characters at its blanks; a longer word is broken where it must be. A
 * number stays with its unit, and a protocol with its version.
 */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of bound(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (line.length > width) {
      lines.push(line.slice(0, width))
      line = line.slice(width)
    }
  }
  return [...lines, line].map((each) => each.replaceAll(NO_BREAK, ' '))
}

/** Stands for a blank at which no line may end while {@link wrap} makes them. */
export const NO_BREAK = '\u00a0'

function bound(text: string): string {
  return text
    .replace(/(\d) (s|ms|d|days?|bits|bytes|more|%)\b/g, `$1${NO_BREAK}$2`)
    .replace(/\b(TLS|SSL|RFC|section|and) (\d)/g, `$1${NO_BREAK}$2`)
}

/** Text at the left and at the right of a line; two lines where both do not fit. */
export function spread(left: string, right: string, width: number): readonly string[] {
  const gap = width - left.length - right.length
  return gap >= 2 ? [`${left}${' '.repeat(gap)}${right}`] : [left, right.padStart(width)]
}

/** A column of a table. */
export interface Column {
  readonly title: string
  /** The least width that reads well; the column is cut in the middle down to it. Its full width by default. */
  readonly least?: number
  /** When the table is too wide, the column is left out: before others are cut, or only if that does not help. */
  readonly expendable?: 'before cutting' | 'after cutting'
}

/** A table that was made to fit: the columns that are left, and the width of each. */
export interface Layout {
  /** Indices into the columns given. */
  readonly columns: readonly number[]
  readonly widths: readonly number[]
}

/** Blanks between two columns. */
const GUTTER = 2

/**
 * Finds widths with which a table fits. The most expendable columns go first; then columns are cut down to their least
 * width, the widest first; then the other expendable ones go; then those that may be cut are cut further.
 */
export function fit(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): Layout {
  const all = columns.map((_, at) => at)
  const solid = all.filter((at) => columns[at]?.expendable !== 'before cutting')
  const core = solid.filter((at) => columns[at]?.expendable === undefined)
  const attempts = [
    { kept: all, cut: 'none' },
    { kept: solid, cut: 'none' },
    { kept: solid, cut: 'least' },
    { kept: core, cut: 'least' },
  ] as const
  for (const { kept, cut } of attempts) {
    const widths = widthsOf(columns, rows, kept, cut, width)
    if (total(widths) <= width) return { columns: kept, widths }
  }
  return { columns: core, widths: widthsOf(columns, rows, core, 'hard', width) }
}

/** Columns that may be cut are not cut further than this. */
const HARD_LEAST = 8

function widthsOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  kept: readonly number[],
  cut: 'none' | 'least' | 'hard',
  width: number,
): readonly number[] {
  const natural = kept.map((at) => Math.max(columns[at]?.title.length ?? 0, ...rows.map((row) => row[at]?.length ?? 0)))
  const least = kept.map((at, place) => {
    const full = natural[place] ?? 0
    const wanted = columns[at]?.least
    return cut === 'none' || wanted === undefined ? full : Math.min(full, cut === 'hard' ? HARD_LEAST : wanted)
  })
  return shrink(natural, least, width - GUTTER * (kept.length - 1))
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, GUTTER * (widths.length - 1))
}

/** A row with its cells cut and padded; the last is not padded. */
export function layRow(cells: readonly string[], { columns, widths }: Layout, mark: string): readonly string[] {
  return columns.map((at, place) => {
    const width = widths[place] ?? 0
    const cell = cutMiddle(cells[at] ?? '', width, mark)
    return place === columns.length - 1 ? cell : cell.padEnd(width + GUTTER)
  })
}

/** Takes from the widest column that may still give, until the sum fits. */
function shrink(natural: readonly number[], least: readonly number[], room: number): readonly number[] {
  const widths = [...natural]
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over -= 1) {
    const givers = widths.map((width, at) => (width > (least[at] ?? 0) ? width : -1))
    const at = givers.indexOf(Math.max(...givers))
    if ((givers[at] ?? -1) < 0) return widths
    widths[at] = (widths[at] ?? 0) - 1
  }
  return widths
}
