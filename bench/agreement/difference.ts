import type { Observation, Tool, Topic } from './observation.ts'

/** Something that one tool says of a server and another, which looked, does not. */
export interface Difference {
  /** The server's name. */
  readonly server: string
  readonly topic: Topic
  /** The suite, version, group, feature or certificate. */
  readonly what: string
  readonly has: readonly Tool[]
  readonly lacks: readonly Tool[]
  /** Those among `lacks` that never asked for it. */
  readonly unasked: readonly Tool[]
}

/** Every difference between the tools that looked at one server, topic by topic. */
export function differencesOf(server: string, observations: readonly Observation[]): readonly Difference[] {
  const topics = new Set(observations.flatMap(({ claims }) => [...claims.keys()]))
  return [...topics].flatMap((topic) => {
    const looked = observations.flatMap(({ tool, claims, asked }) => {
      const names = claims.get(topic)
      return names === undefined ? [] : [{ tool, names, asked: asked.get(topic) }]
    })
    const all = new Set(looked.flatMap(({ names }) => [...names]))
    return [...all].toSorted().flatMap((what): readonly Difference[] => {
      const has = looked.filter(({ names }) => names.has(what)).map(({ tool }) => tool)
      const without = looked.filter(({ names }) => !names.has(what))
      const lacks = without.map(({ tool }) => tool)
      const unasked = without.filter(({ asked }) => asked !== undefined && !asked.has(what)).map(({ tool }) => tool)
      return lacks.length === 0 ? [] : [{ server, topic, what, has, lacks, unasked }]
    })
  })
}

/** One line for people. */
export function differenceLine({ server, topic, what, has, lacks }: Difference): string {
  return `${server}, ${topic}: ${what}: found by ${has.join(', ')}; not by ${lacks.join(', ')}`
}

/**
 * Proves that a comparison sees: takes one suite away from a copy of an observation, and expects to be told exactly that.
 * A comparison that sees nothing would call everything an agreement.
 */
export function seesWhatIsMissing(observations: readonly Observation[]): boolean {
  const [first, ...rest] = observations
  const taken = [...(first?.claims ?? [])].find(([topic, names]) => topic.startsWith('suites') && names.size > 0)
  if (first === undefined || taken === undefined) return false
  const [topic, names] = taken
  const [victim = '', ...others] = names
  const robbed: Observation = { ...first, claims: new Map(first.claims).set(topic, new Set(others)) }
  const before = differencesOf('', [first, ...rest])
  const after = differencesOf('', [robbed, ...rest, first])
  const isPlanted = ({ topic: at, what, lacks }: Difference): boolean =>
    at === topic && what === victim && lacks[0] === first.tool
  return !before.some(isPlanted) && after.some(isPlanted)
}
