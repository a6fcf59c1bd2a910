import { expect, test } from 'vitest'
import { suiteByName } from '../../registry/find-suite.ts'
import { unseenWeaknesses } from './weaknesses.ts'

const id = (name: string): number => suiteByName(name)?.id ?? Number.NaN

const ANON_AES = id('TLS_DH_anon_WITH_AES_128_CBC_SHA')
const ANON_RC4 = id('TLS_DH_anon_WITH_RC4_128_MD5')
const ANON_EXPORT = id('TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA')
const ECDHE_RC4 = id('TLS_ECDHE_RSA_WITH_RC4_128_SHA')
const MODERN = id('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')

const cases = [
  { name: 'nothing weak is left', open: [MODERN], accepted: [ANON_AES], expected: [] },
  {
    name: 'an accepted class hides RC4, MD5 and EXPORT',
    open: [ANON_RC4, ANON_EXPORT],
    accepted: [ANON_AES],
    expected: [ANON_RC4, ANON_EXPORT],
  },
  { name: 'a weakness that was shown need not be shown again', open: [ECDHE_RC4], accepted: [ANON_RC4], expected: [] },
  {
    name: 'one of two weaknesses is still open',
    open: [ANON_RC4],
    accepted: [ECDHE_RC4, ANON_AES],
    expected: [ANON_RC4],
  },
  { name: 'unknown numbers have no weaknesses', open: [0xdada], accepted: [ANON_AES], expected: [] },
]

test.each(cases)('weaknesses: $name', ({ open, accepted, expected }) => {
  expect(unseenWeaknesses(open, accepted)).toEqual(expected)
})
