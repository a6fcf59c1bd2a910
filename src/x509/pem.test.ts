import { describe, expect, test } from 'vitest'
import { makeParty } from '../../test/dane-chains.ts'
import { startProcessorTime } from '../../test/support/processor-time.ts'
import { attemptSync } from '../base/failure.ts'
import { concatBytes } from '../base/hex.ts'
import { toPem } from '../lab/certificate-authority.ts'
import { objectIdentifier, sequence } from './der-writer.ts'
import { parsePem, parsePemCertificates } from './pem.ts'

const { der } = makeParty()
const pem = toPem(der)

describe('parsePem', () => {
  test('reads blocks, and passes over what stands around them', () => {
    const blocks = parsePem(`subject=CN=x\r\n${pem.replaceAll('\n', '\r\n')}\nnoise\n${toPem(der)}`)
    expect(blocks.map(({ label }) => label)).toEqual(['CERTIFICATE', 'CERTIFICATE'])
    expect(blocks.map((block) => Buffer.compare(block.der, der))).toEqual([0, 0])
  })

  const refused = [
    { name: 'no base64', given: pem.replace(/\nM/, '\n*'), at: 'CERTIFICATE', reason: 'not base64' },
    { name: 'half a group', given: pem.replace(/.(\n-----END)/, '$1'), at: 'CERTIFICATE', reason: 'not base64' },
    {
      name: 'a thousand and one',
      given: '-----BEGIN A-----\n-----END A-----\n'.repeat(1_001),
      at: 'end',
      reason: 'more than 1000 blocks',
    },
  ]
  test.each(refused)('refuses $name', ({ given, at, reason }) => {
    expect(attemptSync(() => parsePem(given))).toEqual({
      ok: false,
      failure: { code: 'document-invalid', document: 'PEM', at, reason },
    })
  })

  test('the certificates alone', () => {
    const key = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
    expect(parsePemCertificates(key + pem)).toHaveLength(1)
    expect(attemptSync(() => parsePemCertificates(key))).toMatchObject({ failure: { code: 'document-invalid' } })
    expect(attemptSync(() => parsePemCertificates(''))).toMatchObject({ failure: { code: 'document-invalid' } })
  })

  test('what OpenSSL trusts a certificate for, behind it in its block, is left out', () => {
    const trust = sequence(sequence(objectIdentifier('1.3.6.1.5.5.7.3.1')))
    const block = toPem(concatBytes([der, trust])).replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')
    expect(parsePemCertificates(block).map((each) => Buffer.compare(each, der))).toEqual([0])
  })

  test('a block inside of another one is the only one', () => {
    expect(parsePem(`-----BEGIN X-----\n${pem}-----END X-----\n`).map(({ label }) => label)).toEqual(['CERTIFICATE'])
  })

  test('an end without its beginning costs no more than its length', () => {
    const spent = startProcessorTime()
    expect(parsePem('-----BEGIN X-----'.repeat(20_000))).toEqual([])
    expect(spent()).toBeLessThan(1_000)
  })
})
