import type { TlsVersion } from '../../src/base/answer.ts'
import type { ServerFacts, SuiteAnswer } from '../../src/facts/server-facts.ts'
import { suiteByName } from '../../src/registry/find-suite.ts'
import type { Target } from '../scanners/wiretight.ts'
import { negotiate } from './openssl-client.ts'
import type { OrderCheck } from './server-order.ts'

const VERSIONS: readonly TlsVersion[] = ['tls10', 'tls11', 'tls12']

/**
 * Checks the size of the Diffie-Hellman group behind every suite, since servers choose it suite by suite: each must be in the
 * facts, and `openssl s_client`, which is asked suite by suite, must be given the same.
 */
export async function checkDiffieHellman(target: Target, facts: ServerFacts): Promise<OrderCheck> {
  const problems: string[] = []
  const notes: string[] = []
  for (const version of VERSIONS) {
    const seen = new Map<string, number>()
    let confirmed = 0
    for (const suite of facts.suites[version].filter(isFiniteField)) {
      const sizes = facts.dh.filter((fact) => fact.version === version && fact.suite === suite.name)
      const [size] = sizes
      if (size === undefined) {
        problems.push(`${version}: no Diffie-Hellman group of ${suite.name} in the facts`)
        continue
      }
      const kind = `${suiteByName(suite.name)?.authentication === 'anon' ? 'anonymous' : 'signed'} ${size.bits}`
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
      const negotiated = suite.openssl === null ? null : await negotiate(target, version, [suite.openssl])
      if (negotiated?.dhBits == null) continue
      confirmed += 1
      if (negotiated.dhBits !== size.bits) {
        problems.push(`${version}: ${suite.name}: ${size.bits} bits; s_client was given ${negotiated.dhBits}`)
      }
    }
    if (seen.size === 0) continue
    const sizes = [...seen].map(([kind, count]) => `${kind} bits in ${count} suites`).join(', ')
    notes.push(`${version}: Diffie-Hellman ${sizes}; ${confirmed} confirmed by s_client`)
  }
  return { notes, problems }
}

function isFiniteField({ state, name }: SuiteAnswer): boolean {
  const suite = suiteByName(name)
  return state === 'accepted' && (suite?.keyExchange === 'DHE' || suite?.keyExchange === 'DHE_PSK')
}
