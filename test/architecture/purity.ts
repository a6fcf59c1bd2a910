import { PURE_EXCEPTIONS, PURE_NODE_MODULES, PURE_PACKAGES } from './layers.ts'
import type { Token } from './scan-source.ts'
import { edgesOf, isRelative, nodeModuleOf, type Source } from './source-tree.ts'
import type { Violation } from './violation.ts'

/**
 * What makes a pure file impure: a module of Node or a package that it reaches through any chain of imports, and a clock, a
 * timer, chance or the process that it or a file on such a chain uses.
 *
 * Only imports that are left in the running program make a chain; of the types that a pure file itself imports none may come
 * from a forbidden module either, because data that holds a socket is not data.
 */
export function impurities(source: Source, byPath: ReadonlyMap<string, Source>): readonly Violation[] {
  const found: Violation[] = []
  const seen = new Set<string>()
  for (const chain of chainsFrom(source, byPath)) {
    const last = chain.at(-1) ?? source
    for (const offence of offencesOf(last)) {
      if ((last !== source && offence.typeOnly) || seen.has(offence.what)) continue
      seen.add(offence.what)
      const way = chain.slice(1).map(({ path }) => path)
      const line = last === source ? offence.line : lineOfImport(source, way[0])
      const through = way.length === 0 ? '' : ` through ${way.join(' -> ')}`
      found.push({ rule: 'impure', file: source.path, line, detail: `must be pure, but ${offence.what}${through}` })
    }
  }
  return found
}

interface Offence {
  readonly what: string
  readonly line: number
  readonly typeOnly: boolean
}

function offencesOf(source: Source): readonly Offence[] {
  const allowed = PURE_EXCEPTIONS.find(({ file }) => file === source.path)?.uses ?? []
  const uses = usesOf(source.tokens).filter(({ name }) => !allowed.includes(name))
  return [
    ...source.imports.flatMap(({ specifier, typeOnly, line }) => {
      const what = specifier === null ? 'imports what nobody knows' : forbidden(specifier)
      return what === null ? [] : [{ what, line, typeOnly }]
    }),
    ...uses.map(({ name, line }) => ({ what: `uses ${name}`, line, typeOnly: false })),
  ]
}

function forbidden(specifier: string): string | null {
  if (isRelative(specifier)) return null
  const builtin = nodeModuleOf(specifier)
  if (builtin === null) return PURE_PACKAGES.has(specifier) ? null : `reaches ${specifier}`
  return PURE_NODE_MODULES.has(builtin) ? null : `reaches ${builtin}`
}

/** Names of the language and of Node that a pure file may not use; `node:crypto` is allowed but for its chance. */
const IMPURE_NAMES: ReadonlySet<string> = new Set([
  'process',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'console',
  'globalThis',
  'randomBytes',
  'randomFill',
  'randomFillSync',
  'randomInt',
  'randomUUID',
  'getRandomValues',
])

/** A global that does I/O, and a good name for a function that is handed in: a file that declares one, means that one. */
const FETCH = 'fetch'

interface Use {
  readonly name: string
  readonly line: number
}

/** Clocks, timers, chance and the process, as far as the words show them. */
function usesOf(tokens: readonly Token[]): readonly Use[] {
  const code = tokens.filter(({ kind }) => kind !== 'comment')
  const declaresFetch = code.some(({ text }, at) => text === FETCH && code[at + 1]?.text === ':')
  return code.flatMap((token, at): readonly Use[] => {
    if (token.kind !== 'word' || code[at - 1]?.text === '.') return []
    if (token.text === FETCH) return declaresFetch ? [] : [{ name: FETCH, line: token.line }]
    const texts = code.slice(at + 1, at + 4).map(({ text }) => text)
    const name = impureName(token.text, texts, code[at - 1]?.text)
    return name === null ? [] : [{ name, line: token.line }]
  })
}

function impureName(word: string, [first, second]: readonly string[], before: string | undefined): string | null {
  if (word === 'Math' && first === '.' && second === 'random') return 'Math.random'
  if (word === 'Date' && first === '.' && second === 'now') return 'Date.now'
  if (word === 'Date' && before === 'new' && (first !== '(' || second === ')')) return 'new Date()'
  if (word === 'Date' && before !== 'new' && first === '(') return 'Date()'
  const isKey = (first === ':' && before !== '?' && before !== 'case') || (first === '?' && second === ':')
  return IMPURE_NAMES.has(word) && !isKey ? word : null
}

/** The source, then every source that it loads, each by a shortest chain. */
function chainsFrom(source: Source, byPath: ReadonlyMap<string, Source>): readonly (readonly Source[])[] {
  const reached = new Set([source.path])
  const chains: (readonly Source[])[] = [[source]]
  for (const chain of chains) {
    for (const { to, typeOnly } of edgesOf(chain.at(-1) ?? source)) {
      const next = byPath.get(to)
      if (typeOnly || next === undefined || reached.has(to)) continue
      reached.add(to)
      chains.push([...chain, next])
    }
  }
  return chains
}

function lineOfImport(source: Source, path: string | undefined): number {
  return edgesOf(source).find(({ to, typeOnly }) => to === path && !typeOnly)?.line ?? 1
}
