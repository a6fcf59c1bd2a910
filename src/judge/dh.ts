import type { DhFact } from '../facts/server-facts.ts'
import type { Evidence } from './evidence.ts'
import type { AddressSubject } from './subject.ts'
import { suitesWhere } from './suites.ts'
import { settle, type Verdict } from './verdict.ts'

/**
 * A finding about the Diffie-Hellman parameters that the server sends. It is clear only when every suite with ephemeral
 * finite-field Diffie-Hellman is settled and the parameters of each accepted one were seen: servers choose them per
 * suite, so that a strong prime for one says nothing about another.
 */
export function foundInDh(subject: AddressSubject, test: (fact: DhFact) => boolean): Verdict {
  const { server, suites } = subject
  const { accepted, unsettled, isSettled } = suitesWhere(
    suites,
    ({ keyExchange }) => keyExchange === 'DHE' || keyExchange === 'DHE_PSK',
  )
  const unseen = accepted.some(
    ({ version, suite }) => !server.dh.some((fact) => fact.version === version && fact.suite === suite.name),
  )
  const weak = server.dh.filter(test)
  // One piece of evidence for each prime: forty suites with the same one are one fact.
  const primes = weak.filter(
    ({ primeSha256 }, at) => weak.findIndex((other) => other.primeSha256 === primeSha256) === at,
  )
  return settle(
    primes.map(({ version, suite, bits, generator, primeSha256, knownPrime }): Evidence => {
      return { kind: 'dh', version, suite, bits, generator, primeSha256, knownPrime }
    }),
    unseen ? [...unsettled, server.openBecause] : unsettled,
    Number(isSettled),
  )
}
