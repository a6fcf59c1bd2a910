import { edgesOf, type Source } from './source-tree.ts'
import type { Violation } from './violation.ts'

/**
 * Cycles between files: for every file on one, a shortest, unless one that was found before goes through it.
 *
 * Imports of types count. They do no harm to the running program, but whoever reads one of two files that need each other must
 * read both, and the table of layers would be no order of reading. A type that two files share has a file of its own.
 */
export function cyclesOf(sources: readonly Source[]): readonly Violation[] {
  const graph: Graph = new Map(sources.map((source) => [source.path, edgesOf(source).map(({ to }) => to)]))
  const onCycle = new Set<string>()
  const found: Violation[] = []
  for (const file of [...graph.keys()].toSorted()) {
    const cycle = onCycle.has(file) ? null : shortestCycle(graph, file)
    if (cycle === null) continue
    for (const member of cycle) onCycle.add(member)
    found.push({ rule: 'cycle', file, line: 1, detail: `is on a cycle: ${[...cycle, file].join(' -> ')}` })
  }
  return found
}

/** The files that each file imports. */
type Graph = ReadonlyMap<string, readonly string[]>

/** A shortest way from a file back to itself; null when there is none. */
function shortestCycle(graph: Graph, start: string): readonly string[] | null {
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
