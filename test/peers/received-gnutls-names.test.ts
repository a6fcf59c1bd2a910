import { describe, expect, test } from 'vitest'
import { speltSuite } from '../../src/registry/spelt-suite.ts'
import { isMissing } from './harness/require-peer.ts'
import { runProgram } from './harness/run-program.ts'

/* GnuTLS' own list of names and numbers, which is how Exim spells suites. */

describe.skipIf(isMissing('gnutls-cli'))('the names of GnuTLS', () => {
  test('are read as the suites with their numbers', async () => {
    const { output } = await runProgram('gnutls-cli', ['--list'])
    const rows = [...output.matchAll(/^(TLS_\w+)\s+0x([\da-f]{2}), 0x([\da-f]{2})\s/gm)]
    expect(rows.length).toBeGreaterThan(150)
    const wrong = rows.filter(([, name = '', high = '', low = '']) => {
      const id = Number.parseInt(high + low, 16)
      return speltSuite(name)?.suite.id !== id || speltSuite(name.slice('TLS_'.length))?.suite.id !== id
    })
    expect(wrong.map(([, name]) => name)).toEqual([])
  })
})
