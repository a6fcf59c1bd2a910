import type { Ssl2Kind } from './ssl2-kind.ts'
import { SSL2_KINDS } from './ssl2-kinds.ts'

const byId = new Map(SSL2_KINDS.map((kind) => [kind.id, kind]))

/** The SSL 2.0 cipher kind of three bytes on the wire; undefined for a value that nobody defined. */
export function ssl2KindById(id: number): Ssl2Kind | undefined {
  return byId.get(id)
}
