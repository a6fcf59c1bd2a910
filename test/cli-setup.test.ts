import { describe, expect, test } from 'vitest'
import { policyId } from '../src/mtasts/policy-id.ts'
import { selectRecord } from '../src/mtasts/record.ts'
import { runCli } from './support/run-cli.ts'

interface SetupJson {
  readonly schema: string
  readonly mtaSts: { readonly isDone: boolean; readonly policy: string; readonly records: readonly string[] }
  readonly tlsRpt: { readonly isDone: boolean; readonly records: readonly string[] }
  readonly dnssec: { readonly isDone: boolean; readonly unsigned: readonly string[] }
  readonly dane: readonly { readonly host: string; readonly isDone: boolean; readonly records: readonly string[] }[]
}

async function setup(domain: string, ...words: readonly string[]): Promise<{ code: number | null; json: SetupJson }> {
  const { stdout, code } = await runCli(['setup', domain, '--lab', '--json', ...words])
  return { code, json: JSON.parse(stdout) as SetupJson }
}

describe('wiretight setup', () => {
  test('a domain with everything has nothing left to do', async () => {
    const { code, json } = await setup('perfect.lab')
    expect(code).toBe(0)
    expect([json.mtaSts, json.tlsRpt, json.dnssec, ...json.dane].every(({ isDone }) => isDone)).toBe(true)
  })

  test('a domain with nothing gets records that our own readers take', async () => {
    const { code, json } = await setup('tls-rpt-missing.lab', '--rua', 'reports@example.org')
    expect(code).toBe(1)
    expect(json.schema).toBe('wiretight/setup@1')
    expect(json.mtaSts.policy).toContain('mode: testing')
    const text = /"(.*)"/.exec(json.mtaSts.records[0] ?? '')?.[1] ?? ''
    expect(selectRecord([text])).toMatchObject({
      kind: 'one',
      record: { verdict: 'valid', id: policyId(json.mtaSts.policy) },
    })
    expect(json.tlsRpt.records[0]).toContain('rua=mailto:reports@example.org')
    expect(json.dane).toMatchObject([{ host: 'mx1.tls-rpt-missing.lab', isDone: false }])
    expect(json.dane[0]?.records[0]).toMatch(/^_25\._tcp\.mx1\.tls-rpt-missing\.lab\. 3600 IN TLSA 3 1 1 [0-9a-f]{64}$/)
  })

  test('both keys of a server with two get a record', async () => {
    const { json } = await setup('dane-dual.lab')
    expect(json.dane[0]?.isDone).toBe(false)
    expect(json.dane[0]?.records).toHaveLength(2)
  })

  test('a policy that was tested is enforced next', async () => {
    const { json } = await setup('mta-sts-testing.lab')
    expect(json.mtaSts.isDone).toBe(false)
    expect(json.mtaSts.policy).toContain('mode: enforce')
  })

  test('a domain that takes no mail has nothing to publish', async () => {
    const { code, json } = await setup('null-mx.lab')
    expect(code).toBe(0)
    expect([json.mtaSts.isDone, json.tlsRpt.isDone]).toEqual([true, true])
  })

  test('as long as it is not known where the mail goes, nothing is said to be in order', async () => {
    const { code, stdout } = await runCli(['setup', 'bogus.lab', '--lab'])
    expect(code).toBe(3)
    expect(stdout).toContain('nothing can be written down')
    expect(stdout).not.toMatch(/in order|mta-sts\.bogus/)
    const { json } = await setup('bogus.lab')
    expect(json).toMatchObject({ mtaSts: null, tlsRpt: null, dnssec: null, dane: null })
  })

  test('an unsigned zone is named', async () => {
    const { json } = await setup('unsigned.lab')
    expect(json.dnssec).toEqual({ isDone: false, unsigned: ['unsigned.lab'] })
  })

  test('the text goes through the five steps', async () => {
    const { stdout } = await runCli(['setup', 'postfix-default.lab', '--lab'])
    for (const step of [1, 2, 3, 4, 5]) expect(stdout).toMatch(new RegExp(`^ ${step}  `, 'm'))
    expect(stdout).toContain('smtpd_tls_exclude_ciphers = ')
  })

  test('a server is no domain', async () => {
    const { code, stderr } = await runCli(['setup', 'mx.example.org:25'])
    expect(code).toBe(2)
    expect(stderr).toContain('[option-invalid]')
  })
})
