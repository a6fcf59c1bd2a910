import { certificateSubject, generateTlsa, type TlsaParameters } from '../src/dane/generate.ts'
import { type MatchInput, type MatchVerdict, matchChain } from '../src/dane/match.ts'
import type { TlsaRecord } from '../src/dns/lookup.ts'
import { NOW, type Party } from './dane-chains.ts'

/** The record of a party: `record('2 1 1', root)`. */
export function record(parameters: string, { der }: Pick<Party, 'der'>): TlsaRecord {
  const [usage, selector, matching] = parameters.split(' ').map(Number)
  return generateTlsa(certificateSubject(der), { usage, selector, matching } as TlsaParameters)
}

/** How a chain is held against records, unless a case has it otherwise: sent by mx.example.org, at the tests' present. */
export function matching(
  chainDer: readonly Uint8Array[],
): (records: readonly TlsaRecord[], more?: Partial<MatchInput>) => MatchVerdict {
  return (records, more = {}) =>
    matchChain({ records, chainDer, referenceNames: ['mx.example.org'], now: NOW, ...more })
}
