import type { Feature, ServerFacts } from '../facts/server-facts.ts'
import { CIPHER_SUITES } from '../registry/cipher-suites.ts'
import { GROUPS } from '../registry/groups.ts'
import { VERSION_NAMES, versionTitle } from '../registry/versions.ts'
import { readPresentedChains } from './presented-chain.ts'
import { CLASSES, type Class, type Item, type Profile } from './profile.ts'

/** A subject of a profile's tables. */
export type ClassedSubject = 'versions' | 'suites' | 'groups' | 'primes' | 'keys' | 'hashes' | 'signatures' | 'features'

/** Everything of one subject that a server was seen to have, by the profile's words, the best first. */
export interface ClassedRow {
  readonly subject: ClassedSubject
  readonly classes: readonly ClassedNames[]
}

/** What is filed under one word. */
export interface ClassedNames {
  readonly class: Class
  readonly word: string
  readonly names: readonly string[]
}

interface Named {
  readonly name: string
  readonly item: Item
}

/**
 * How a profile files what a server was seen to accept, send and do. What is not determined is not filed, and neither is what
 * the source says nothing about; subjects without anything are left out.
 */
export function classesOf(server: ServerFacts, profile: Profile): readonly ClassedRow[] {
  const subjects: readonly (readonly [ClassedSubject, readonly Named[]])[] = [
    ['versions', versionsOf(server)],
    ['suites', suitesOf(server)],
    ['groups', groupsOf(server)],
    ['primes', primesOf(server)],
    ['keys', keysOf(server)],
    ['hashes', hashesOf(server)],
    ['signatures', signaturesOf(server)],
    ['features', featuresOf(server)],
  ]
  return subjects.flatMap(([subject, items]): readonly ClassedRow[] => {
    const byClass = Map.groupBy(items, ({ item }) => profile.classify(item))
    const classes = CLASSES.flatMap((each): readonly ClassedNames[] => {
      const names = new Set(byClass.get(each)?.map(({ name }) => name))
      return names.size === 0 ? [] : [{ class: each, word: profile.words[each], names: [...names] }]
    })
    return classes.length === 0 ? [] : [{ subject, classes }]
  })
}

function versionsOf({ versions }: ServerFacts): readonly Named[] {
  return VERSION_NAMES.toReversed()
    .filter((version) => versions[version].state === 'accepted')
    .map((version) => ({ name: versionTitle(version), item: { kind: 'version', version } }))
}

function suitesOf({ suites }: ServerFacts): readonly Named[] {
  const accepted = new Set(
    VERSION_NAMES.flatMap((version) => suites[version])
      .filter(({ state }) => state === 'accepted')
      .map(({ name }) => name),
  )
  return CIPHER_SUITES.filter(({ name }) => accepted.has(name)).map((suite) => {
    return { name: suite.name, item: { kind: 'suite', suite } }
  })
}

function groupsOf(server: ServerFacts): readonly Named[] {
  const accepted = new Set(server.groups.filter(({ state }) => state === 'accepted').map(({ name }) => name))
  return GROUPS.filter(({ name }) => accepted.has(name)).map((group) => {
    return { name: group.name, item: { kind: 'group', group } }
  })
}

function primesOf({ dh }: ServerFacts): readonly Named[] {
  return dh.map(({ bits, knownPrime, generator }) => ({
    name: knownPrime === null ? `own prime of ${bits} bits` : `${knownPrime} (${bits} bits)`,
    item: { kind: 'dh', bits, prime: knownPrime, generator },
  }))
}

function keysOf({ chains }: ServerFacts): readonly Named[] {
  return readPresentedChains(chains).flatMap(({ path }) =>
    path.map(({ certificate: { key } }) => ({
      name: key.algorithm === 'ec' ? (key.curve ?? 'EC') : `${key.algorithm.toUpperCase()} ${key.bits ?? ''}`.trim(),
      item: { kind: 'key' as const, algorithm: key.algorithm, bits: key.bits, curve: key.curve },
    })),
  )
}

/** Hashes below the signatures of the chain; that of a root over itself does not matter. */
function hashesOf({ chains }: ServerFacts): readonly Named[] {
  return readPresentedChains(chains).flatMap(({ path }) =>
    path.flatMap(({ certificate: { signature, selfSigned } }) =>
      selfSigned || signature.hash === null
        ? []
        : [{ name: signature.hash, item: { kind: 'hash' as const, hash: signature.hash } }],
    ),
  )
}

/** Hashes below the signature of the key exchange in TLS 1.2, as far as one was seen. */
function signaturesOf({ signatures }: ServerFacts): readonly Named[] {
  return signatures.flatMap(({ state, name, hash }) =>
    state !== 'accepted' || hash === null ? [] : [{ name, item: { kind: 'hash' as const, hash } }],
  )
}

/** The features that a profile may have an opinion on, and how each is called with and without. */
const FEATURES: readonly (readonly [Feature, string, string])[] = [
  ['compression', 'compression', 'no compression'],
  ['secureRenegotiation', 'secure renegotiation', 'no secure renegotiation'],
  ['clientRenegotiation', 'renegotiation by the client', 'no renegotiation by the client'],
  ['extendedMasterSecret', 'extended master secret', 'no extended master secret'],
]

function featuresOf({ features }: ServerFacts): readonly Named[] {
  return FEATURES.flatMap(([feature, yes, no]): readonly Named[] => {
    const { state } = features[feature]
    if (state === 'unknown') return []
    const present = state === 'accepted'
    return [{ name: present ? yes : no, item: { kind: 'feature', feature, present } }]
  })
}
