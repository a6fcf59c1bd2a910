import type { CipherSuite } from '../../registry/cipher-suite.ts'
import { suiteById } from '../../registry/find-suite.ts'

/**
 * What may be wrong with a suite beside its family: an anonymous suite may also be an EXPORT one. Once a class is known to be
 * accepted by one of its suites, these properties of the others are still open.
 */
type Weakness = (suite: CipherSuite) => boolean

const WEAKNESSES: readonly Weakness[] = [
  ({ cipher }) => cipher === 'NULL',
  ({ authentication }) => authentication === 'anon',
  (suite) => suite.export,
  ({ cipher }) => cipher.startsWith('RC4'),
  ({ cipher }) => cipher.startsWith('RC2'),
  ({ cipher }) => cipher.startsWith('DES'),
  ({ cipher }) => cipher.startsWith('3DES'),
  ({ cipher }) => cipher.startsWith('IDEA') || cipher.startsWith('SEED'),
  ({ hash }) => hash === 'MD5',
  ({ keyExchange }) => keyExchange === 'RSA' || keyExchange === 'DH' || keyExchange === 'ECDH',
  ({ keyExchange, authentication }) => keyExchange === 'DHE' && authentication !== 'anon',
  ({ keyExchange, authentication }) => keyExchange === 'DHE' && authentication === 'anon',
]

/** The suites of a list that have a weakness which none of the accepted suites has shown. */
export function unseenWeaknesses(suites: readonly number[], accepted: readonly number[]): readonly number[] {
  const shown = accepted.flatMap((id) => suiteById(id) ?? [])
  const unseen = WEAKNESSES.filter((weakness) => !shown.some(weakness))
  return suites.filter((id) => {
    const suite = suiteById(id)
    return suite !== undefined && unseen.some((weakness) => weakness(suite))
  })
}
