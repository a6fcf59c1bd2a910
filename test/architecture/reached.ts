import { edgesOf, isProduct, type Source } from './source-tree.ts'

/**
 * Paths that tests reach through any chain of imports, those of types included. Tests are the files named so and all below
 * `test/`, since some of those are started as processes of their own.
 */
export function reachedByTests(sources: readonly Source[]): ReadonlySet<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const tests = sources.filter((source) => !isProduct(source) || source.path.startsWith('test/'))
  const reached = new Set(tests.map(({ path }) => path))
  for (const path of reached) {
    const source = byPath.get(path)
    if (source === undefined) continue
    for (const { to } of edgesOf(source)) reached.add(to)
  }
  return reached
}
