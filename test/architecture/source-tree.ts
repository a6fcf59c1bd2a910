import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { type Import, readImports } from './read-imports.ts'
import { scanSource, type Token, UnreadableSource } from './scan-source.ts'

/** A source as text; `path` is relative to the folder that was read, with slashes. */
export interface SourceText {
  readonly path: string
  readonly text: string
}

/** A source and what was read from it. */
export interface Source extends SourceText {
  readonly tokens: readonly Token[]
  readonly imports: readonly Import[]
  /** Why it cannot be read; null when it can. */
  readonly unreadable: string | null
}

/** An edge of the graph of modules. `to` is a path like those of the sources, whether or not there is such a file. */
export interface Edge {
  readonly to: string
  readonly typeOnly: boolean
  readonly line: number
}

/** Reads every TypeScript file below a folder. */
export function readTexts(folder: string): readonly SourceText[] {
  return globSync('**/*.{ts,tsx}', { cwd: folder })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
}

/** True for the sources of the product, which the rules are about; tests may do what they like. */
export function isProduct({ path }: SourceText): boolean {
  return !/\.test\.tsx?$/.test(path)
}

/** Scans texts. */
export function readSources(texts: readonly SourceText[]): readonly Source[] {
  return texts.map((source) => {
    try {
      const tokens = scanSource(source.text)
      return { ...source, tokens, imports: readImports(tokens), unreadable: null }
    } catch (error) {
      if (!(error instanceof UnreadableSource)) throw error
      return { ...source, tokens: [], imports: [], unreadable: error.message }
    }
  })
}

/** The edges of a source to other sources: its relative imports. */
export function edgesOf({ path, imports }: Source): readonly Edge[] {
  return imports.flatMap(({ specifier, typeOnly, line }) =>
    specifier !== null && isRelative(specifier) ? [{ to: resolvePath(path, specifier), typeOnly, line }] : [],
  )
}

/** True for `./…` and `../…`. */
export function isRelative(specifier: string): boolean {
  return /^\.\.?(?:\/|$)/.test(specifier)
}

/** The module of Node that a specifier means, with its prefix; null when it means another. */
export function nodeModuleOf(specifier: string): string | null {
  if (!isBuiltin(specifier)) return null
  return specifier.startsWith('node:') ? specifier : `node:${specifier}`
}

/** Where a relative specifier leads; a path that leaves the folder begins with `../`. */
export function resolvePath(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '.' || part === '') continue
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else parts.push(part)
  }
  return parts.join('/')
}
