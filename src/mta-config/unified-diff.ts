/** Unchanged lines around a change. */
const CONTEXT = 3

/** Differences that are looked for one by one; texts that differ more are shown as replaced. */
const MOST_STEPS = 500

/** A run of lines: kept, taken out, or put in. */
interface Run {
  readonly kind: ' ' | '-' | '+'
  readonly line: string
}

/**
 * How to get from one text to another, in the form that `patch` reads; empty for equal texts.
 *
 * @param names of the old and the new file, as they stand behind `---` and `+++`
 */
export function unifiedDiff(
  before: string,
  after: string,
  names: { readonly old: string; readonly new: string },
): string {
  if (before === after) return ''
  const runs = compare(linesOf(before), linesOf(after))
  return `--- ${names.old}\n+++ ${names.new}\n${hunks(runs).join('')}`
}

/** Lines with their ends, so that a missing last one is seen. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** The shortest way from one list of lines to the other (Myers, "An O(ND) difference algorithm", 1986), ends put aside first. */
function compare(before: readonly string[], after: readonly string[]): readonly Run[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1
  }
  const keep = (lines: readonly string[]): readonly Run[] => lines.map((line) => ({ kind: ' ', line }))
  const middle = shortest(before.slice(head, before.length - tail), after.slice(head, after.length - tail))
  return [...keep(before.slice(0, head)), ...middle, ...keep(before.slice(before.length - tail))]
}

function shortest(before: readonly string[], after: readonly string[]): readonly Run[] {
  const trace: Map<number, number>[] = []
  let reach = new Map<number, number>([[1, 0]])
  for (let step = 0; step <= Math.min(before.length + after.length, MOST_STEPS); step += 1) {
    trace.push(new Map(reach))
    for (let diagonal = -step; diagonal <= step; diagonal += 2) {
      const down = diagonal === -step || (diagonal !== step && at(reach, diagonal - 1) < at(reach, diagonal + 1))
      let x = down ? at(reach, diagonal + 1) : at(reach, diagonal - 1) + 1
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1
      reach.set(diagonal, x)
      if (x >= before.length && x - diagonal >= after.length) return wayBack(before, after, trace)
    }
    reach = new Map(reach)
  }
  return [...before.map((line): Run => ({ kind: '-', line })), ...after.map((line): Run => ({ kind: '+', line }))]
}

function wayBack(
  before: readonly string[],
  after: readonly string[],
  trace: readonly Map<number, number>[],
): readonly Run[] {
  const runs: Run[] = []
  let x = before.length
  let y = after.length
  for (let step = trace.length - 1; step >= 0; step -= 1) {
    const reach = trace[step] ?? new Map<number, number>()
    const diagonal = x - y
    const down = diagonal === -step || (diagonal !== step && at(reach, diagonal - 1) < at(reach, diagonal + 1))
    const from = down ? diagonal + 1 : diagonal - 1
    const startX = at(reach, from)
    const startY = startX - from
    while (x > startX && y > startY && x > 0 && y > 0) {
      x -= 1
      y -= 1
      runs.push({ kind: ' ', line: before[x] ?? '' })
    }
    if (step === 0) break
    if (down) runs.push({ kind: '+', line: after[startY] ?? '' })
    else runs.push({ kind: '-', line: before[startX] ?? '' })
    x = startX
    y = startY
  }
  return runs.toReversed()
}

function at(reach: ReadonlyMap<number, number>, diagonal: number): number {
  return reach.get(diagonal) ?? -1
}

function hunks(runs: readonly Run[]): readonly string[] {
  const out: string[] = []
  const changed = runs.flatMap(({ kind }, index) => (kind === ' ' ? [] : [index]))
  let next = 0
  while (next < changed.length) {
    const first = changed[next] ?? 0
    let last = first
    while ((changed[next] ?? Number.POSITIVE_INFINITY) <= last + CONTEXT * 2 + 1) {
      last = changed[next] ?? last
      next += 1
    }
    out.push(hunk(runs, Math.max(0, first - CONTEXT), Math.min(runs.length, last + CONTEXT + 1)))
  }
  return out
}

function hunk(runs: readonly Run[], from: number, to: number): string {
  const counted = (part: readonly Run[], without: Run['kind']): number =>
    part.filter(({ kind }) => kind !== without).length
  const before = runs.slice(0, from)
  const inside = runs.slice(from, to)
  const range = (without: Run['kind']): string => {
    const count = counted(inside, without)
    return `${counted(before, without) + (count === 0 ? 0 : 1)},${count}`
  }
  const body = inside.map(
    ({ kind, line }) => `${kind}${line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`}`,
  )
  return `@@ -${range('+')} +${range('-')} @@\n${body.join('')}`
}
