import { describe, expect, test } from 'vitest'
import { ocspResponse } from '../../test/ocsp-responses.ts'
import { asking, knowing, offering, selecting } from '../../test/support/tls-samples.ts'
import { STAPLES } from '../base/limits.ts'
import { OCSP_RESPONSE_BYTES } from '../x509/ocsp-response.ts'
import { stapleFacts } from './chain-facts-of.ts'

/** What is known after choices that came with these responses. */
const stapling = (...responses: readonly Uint8Array[]) =>
  knowing(
    ...responses.map((ocspStaple) => {
      const selected = selecting('tls12', 0xc02f, { certificates: [Uint8Array.of(0x30)], ocspStaple })
      return [asking(offering('tls12')), selected] as const
    }),
  )

describe('stapleFacts', () => {
  test('each response once, as it came', () => {
    const [good, revoked] = [ocspResponse('good'), ocspResponse('revoked')]
    expect(stapleFacts(stapling(good, revoked, good), [])).toEqual([
      { version: 'tls12', response: Buffer.from(good).toString('base64'), by: 0 },
      { version: 'tls12', response: Buffer.from(revoked).toString('base64'), by: 1 },
    ])
  })

  test('no more than a server needs, and none that nobody would read', () => {
    const fresh = Array.from({ length: STAPLES + 4 }, (_, at) => Uint8Array.of(0x30, at))
    expect(stapleFacts(stapling(...fresh), [])).toHaveLength(STAPLES)
    const huge = new Uint8Array(OCSP_RESPONSE_BYTES + 1)
    expect(stapleFacts(stapling(huge, huge.subarray(1)), []).map(({ by }) => by)).toEqual([1])
  })
})
