import { expect, test } from 'vitest'
import { parsePolicy } from './policy.ts'
import { policyId } from './policy-id.ts'
import { parseRecord } from './record.ts'
import { planWithdrawal } from './withdrawal.ts'
import { writePolicy, writeRecord } from './write-policy.ts'

test('an id depends on the text alone, and fits a record', () => {
  const one = writePolicy({ mode: 'enforce', maxAgeSeconds: 86_400, mx: ['a.example'] })
  const other = writePolicy({ mode: 'enforce', maxAgeSeconds: 86_401, mx: ['a.example'] })
  expect(policyId(one)).toBe(policyId(one))
  expect(policyId(one)).not.toBe(policyId(other))
  expect(policyId(one)).toBe(policyId(one.replaceAll('\r\n', '\n').trimEnd()))
  expect(parseRecord(writeRecord(policyId(one)))).toMatchObject({ verdict: 'valid', id: policyId(one), warnings: [] })
})

test('wrong policies can be written, too', () => {
  const text = writePolicy({ version: 'STSv9', mode: 'maybe', maxAgeSeconds: -1, mx: ['*'] })
  expect(text).toBe('version: STSv9\r\nmode: maybe\r\nmx: *\r\nmax_age: -1\r\n')
})

test('a withdrawal: first the policy, then the record, and nothing is removed before the old policy has expired', () => {
  const steps = planWithdrawal(2_419_200, new Date('2026-11-24T08:00:00Z'))
  expect(steps.map(({ step, from }) => [step, from])).toEqual([
    ['publish-policy', '2026-11-24T08:00:00.000Z'],
    ['publish-record', '2026-11-24T08:00:00.000Z'],
    ['remove', '2026-12-22T08:00:00.000Z'],
  ])
  const [policy, record] = steps.map((step) => ('text' in step ? step.text : ''))
  expect(parsePolicy(policy ?? '').policy).toEqual({ version: 'STSv1', mode: 'none', maxAgeSeconds: 86_400, mx: [] })
  expect(parseRecord(record ?? '')).toMatchObject({ verdict: 'valid', id: policyId(policy ?? '') })
})
