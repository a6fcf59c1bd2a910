import { expect, test } from 'vitest'
import type { Undetermined } from '../judge/finding.ts'
import { openQuestions } from './open-questions.ts'

const subject = { domain: 'example.lab', mx: 'mx1.example.lab', address: '203.0.113.10', port: 25 }
const open = (code: Undetermined['code'], why: Undetermined['why']): Undetermined => {
  return { code, scope: 'address', subject, why }
}

test('what no plan asks is told only when somebody asked it', () => {
  const questions = [
    open('kex-sha1-signature', 'not-asked'),
    open('cert-revoked', 'not-asked'),
    open('cert-revoked', 'timeout'),
    open('smtp-open-relay', 'not-asked'),
    open('smtp-open-relay', 'unreachable'),
  ]
  expect(openQuestions(questions).map(({ code, why }) => `${code} ${why}`)).toEqual([
    'kex-sha1-signature not-asked',
    'cert-revoked timeout',
    'smtp-open-relay unreachable',
  ])
})
