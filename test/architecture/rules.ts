import { FILE_LINES, isPure, layerOf, mayImport, TABLES } from './layers.ts'
import { impurities, nodeModuleOf } from './purity.ts'
import { edgesOf, isRelative, type Source } from './source-tree.ts'

/** A place that breaks a rule. */
export interface Violation {
  readonly rule:
    | 'unreadable'
    | 'no-layer'
    | 'computed-import'
    | 'missing-file'
    | 'undeclared-package'
    | 'layer'
    | 'cycle'
    | 'impure'
    | 'too-long'
    | 'name'
  readonly file: string
  readonly line: number
  readonly detail: string
}

/**
 * Everything that breaks a rule of the architecture, in the order of the files.
 *
 * @param sources of the product, with paths relative to `src`
 * @param packages that package.json lists as dependencies
 */
export function violationsOf(sources: readonly Source[], packages: ReadonlySet<string>): readonly Violation[] {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  return [
    ...sources.flatMap((source) => [
      ...shapeOf(source),
      ...importsOf(source, byPath, packages),
      ...(isPure(source.path) ? impurities(source, byPath) : []),
    ]),
    ...cyclesOf(sources),
  ]
}

/** A violation in one line, for the message of a failing test. */
export function describeViolation({ rule, file, line, detail }: Violation): string {
  return `${rule}: src/${file}:${line} ${detail}`
}

/** Words that say nothing about what a file is for. */
const EMPTY_NAMES: ReadonlySet<string> = new Set(['util', 'utils', 'helper', 'helpers', 'common'])

function shapeOf({ path, text, unreadable }: Source): readonly Violation[] {
  const found: Violation[] = []
  const add = (rule: Violation['rule'], detail: string, line = 1): void => {
    found.push({ rule, file: path, line, detail })
  }
  if (unreadable !== null) add('unreadable', unreadable)
  if (layerOf(path) === undefined) add('no-layer', 'is in no folder of the table in layers.ts')
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  if (lines > FILE_LINES && !TABLES.has(path)) add('too-long', `has ${lines} lines, ${FILE_LINES} are enough`, FILE_LINES)
  const empty = path.split(/[/.-]/).find((word) => EMPTY_NAMES.has(word.toLowerCase()))
  if (empty !== undefined) add('name', `«${empty}» does not say what it holds`)
  return found
}

function importsOf(
  source: Source,
  byPath: ReadonlyMap<string, Source>,
  packages: ReadonlySet<string>,
): readonly Violation[] {
  const found: Violation[] = []
  const add = (rule: Violation['rule'], line: number, detail: string): void => {
    found.push({ rule, file: source.path, line, detail })
  }
  for (const { specifier, line } of source.imports) {
    if (specifier === null) add('computed-import', line, 'imports what only the running program knows')
    else if (!isRelative(specifier) && nodeModuleOf(specifier) === null && !packages.has(packageOf(specifier))) {
      add('undeclared-package', line, `imports ${specifier}, which is no dependency in package.json`)
    }
  }
  for (const { to, typeOnly, line } of edgesOf(source)) {
    if (!byPath.has(to)) add('missing-file', line, `imports ${to}, which is not there`)
    else if (!mayImport(source.path, to, typeOnly)) {
      add('layer', line, `may not import ${typeOnly ? 'types of ' : ''}${to}`)
    }
  }
  return found
}

/** The package of a specifier: `hono` of `hono/jsx`, `@hono/node-server` of itself. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/**
 * Cycles between files, each once, as the files that form a knot. Imports of types count: they do no harm to the program, but
 * a reader of two files that need each other must read both at once, and a type that two files share has a file of its own
 * (or belongs to the lower one).
 */
function cyclesOf(sources: readonly Source[]): readonly Violation[] {
  return knotsOf(new Map(sources.map((source) => [source.path, edgesOf(source).map(({ to }) => to)]))).map((knot) => {
    const [file = ''] = knot
    return { rule: 'cycle', file, line: 1, detail: `is in a cycle: ${[...knot, file].join(' -> ')}` }
  })
}

/** A shortest cycle of every set of nodes that all reach each other, beginning with the first by name. */
function knotsOf(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const knots: (readonly string[])[] = []
  const settled = new Set<string>()
  for (const start of [...graph.keys()].toSorted()) {
    if (settled.has(start)) continue
    const cycle = shortestCycle(graph, start)
    if (cycle === null) continue
    knots.push(cycle)
    for (const file of cycle) settled.add(file)
  }
  return knots
}

/** A shortest way from a node back to itself; null when there is none. */
function shortestCycle(graph: ReadonlyMap<string, readonly string[]>, start: string): readonly string[] | null {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const file of queue) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return wayTo(file, start, cameFrom)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, file)
      queue.push(next)
    }
  }
  return null
}

function wayTo(file: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [file]
  for (let at = file; at !== start; ) {
    at = cameFrom.get(at) ?? start
    way.unshift(at)
  }
  return way
}
