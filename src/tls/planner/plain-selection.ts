import type { TlsVersion } from '../../base/answer.ts'
import type { Selected } from './outcome.ts'

/** A choice of version and suite that says nothing else, but for what is known. */
export function plainSelection(version: TlsVersion, suite: number, known: Partial<Selected> = {}): Selected {
  return {
    kind: 'selected',
    version,
    suite,
    group: null,
    compression: false,
    extensions: [],
    dh: null,
    signatureScheme: null,
    certificates: [],
    ocspStaple: null,
    retry: false,
    sessionId: new Uint8Array(0),
    ...known,
  }
}
