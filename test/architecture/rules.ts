import { cyclesOf } from './cycles.ts'
import { FILE_LINES, TABLES } from './layers.ts'
import { isPure, layerOf, mayImport } from './may-import.ts'
import { impurities } from './purity.ts'
import { edgesOf, isRelative, nodeModuleOf, type Source } from './source-tree.ts'
import type { Violation } from './violation.ts'

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
  if (lines > FILE_LINES && !TABLES.has(path))
    add('too-long', `has ${lines} lines, ${FILE_LINES} are enough`, FILE_LINES)
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
