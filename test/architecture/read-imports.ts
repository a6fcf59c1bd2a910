import type { Token } from './scan-source.ts'

/** One import of a module, in whatever form it is written. */
export interface Import {
  /** As written; null when it is computed at run time, so that nobody can tell what it loads. */
  readonly specifier: string | null
  /**
   * True for `import type` and `export type … from`, which leave no trace in the running program. A clause whose every name
   * has `type` in front (`import { type A }`) is no such import: with `verbatimModuleSyntax` the module is still loaded.
   */
  readonly typeOnly: boolean
  readonly line: number
}

/**
 * Finds the imports of a source: `import` and `export … from`, with or without `type`, for side effects, and `import()`.
 * An `import()` in the place of a type counts as one of a value, because `import type` says the same more plainly.
 */
export function readImports(tokens: readonly Token[]): readonly Import[] {
  const code = tokens.filter(({ kind }) => kind !== 'comment')
  return code.flatMap((token, at) => {
    if (token.kind !== 'word' || isProperty(code, at)) return []
    if (token.text === 'import') return importAt(code, at)
    if (token.text === 'export') return exportAt(code, at)
    return []
  })
}

/** True when the word at `at` only names a member: `a.import`, `{ import: 1 }`. */
function isProperty(code: readonly Token[], at: number): boolean {
  return isPunctuation(code[at - 1], '.') || isPunctuation(code[at + 1], ':')
}

function importAt(code: readonly Token[], at: number): readonly Import[] {
  const next = code[at + 1]
  if (isPunctuation(next, '(')) return [dynamicImport(code, at)]
  if (next?.kind === 'string') return [of(next, false)]
  const typeOnly = isWord(next, 'type') && beginsClause(code, at + 2)
  return clauseFrom(code, at + (typeOnly ? 2 : 1), typeOnly)
}

/** Tells `import type { A }` and `import type A from` from an import of something that is called `type`. */
function beginsClause(code: readonly Token[], at: number): boolean {
  const token = code[at]
  if (isPunctuation(token, '{') || isPunctuation(token, '*')) return true
  return token?.kind === 'word' && !(token.text === 'from' && code[at + 1]?.kind === 'string')
}

/** `import(…)`: what it loads is known only when the first argument is a plain string. */
function dynamicImport(code: readonly Token[], at: number): Import {
  const argument = code[at + 2]
  const isPlain = argument?.kind === 'string' && [')', ','].some((mark) => isPunctuation(code[at + 3], mark))
  return isPlain && argument ? of(argument, false) : { specifier: null, typeOnly: false, line: code[at]?.line ?? 0 }
}

function exportAt(code: readonly Token[], at: number): readonly Import[] {
  const typeOnly = isWord(code[at + 1], 'type')
  const begin = at + (typeOnly ? 2 : 1)
  return isPunctuation(code[begin], '{') || isPunctuation(code[begin], '*') ? clauseFrom(code, begin, typeOnly) : []
}

/** Goes over names, braces and `* as name` to `from 'module'`. Anything else means that this is no such clause. */
function clauseFrom(code: readonly Token[], begin: number, typeOnly: boolean): readonly Import[] {
  let depth = 0
  for (let at = begin; at < code.length; at += 1) {
    const token = code[at]
    if (token === undefined) return []
    if (depth === 0 && token.kind === 'string') return isWord(code[at - 1], 'from') ? [of(token, typeOnly)] : []
    if (isPunctuation(token, '{')) depth += 1
    else if (isPunctuation(token, '}')) depth -= 1
    else if (token.kind !== 'word' && token.kind !== 'string' && !['*', ','].includes(token.text)) return []
    // Behind the braces of an import or export there is `from` or the end of the statement.
    if (depth === 0 && isPunctuation(token, '}') && !isWord(code[at + 1], 'from')) return []
  }
  return []
}

function of(specifier: Token, typeOnly: boolean): Import {
  const { text, line } = specifier
  // An escape in a module's name has no honest use; the name counts as hidden.
  return { specifier: text.includes('\\') ? null : text, typeOnly, line }
}

function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text
}

function isPunctuation(token: Token | undefined, text: string): boolean {
  return token?.kind === 'punctuation' && token.text === text
}
