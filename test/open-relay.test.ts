import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditOptions } from '../src/audit/environment.ts'
import { DEFAULT_OPTIONS } from '../src/audit/real-environment.ts'
import { surveyServer } from '../src/audit/survey.ts'
import type { ServerFacts } from '../src/facts/server-facts.ts'
import { LAB_DOMAINS } from '../src/lab/domains/lab-domains.ts'
import { type Lab, startLab } from '../src/lab/lab.ts'
import { LAB_NOW, labEnvironment } from './support/lab-reports.ts'

/* Whether, when and how often a survey asks a server to relay. What each answer proves is tested beside src/smtp/relay.ts. */

const NAMES = ['open-relay.lab', 'perfect.lab', 'no-starttls.lab']

let lab: Lab
beforeAll(async () => {
  lab = await startLab(LAB_NOW, {
    domains: LAB_DOMAINS.filter(({ domain }) => NAMES.includes(domain)),
    submission: true,
  })
})
afterAll(() => lab.close())

const QUICK: AuditOptions = { ...DEFAULT_OPTIONS, plan: 'quick' }
const ASKING: AuditOptions = { ...QUICK, openRelay: true }

async function survey(domain: string, options: AuditOptions, port = 25, earlier?: ServerFacts): Promise<ServerFacts> {
  const host = `mx1.${domain}`
  const address = lab.domains.find((each) => each.domain === domain)?.hosts[0]?.addresses[0] ?? ''
  const mode = port === 465 ? 'implicit' : 'starttls'
  return surveyServer({ address, port, mode, host, sni: host }, labEnvironment(lab), options, earlier)
}

const goals = ({ probes }: ServerFacts): readonly string[] => probes.map(({ goal }) => goal)

describe('a survey', () => {
  test('does not ask by itself, whatever the plan', async () => {
    for (const plan of ['quick', 'full'] as const) {
      const facts = await survey('open-relay.lab', { ...QUICK, plan })
      expect(facts.smtp.relay).toEqual({ answer: { state: 'unknown', why: 'not-asked' }, reply: null, transcript: [] })
      expect(goals(facts)).not.toContain('open-relay')
    }
  })

  test('finds an open relay on one more connection, the last', async () => {
    // One lane alone makes the number of connections certain.
    const facts = await survey('open-relay.lab', { ...ASKING, lanes: 1 })
    const without = await survey('open-relay.lab', { ...QUICK, lanes: 1 })
    const { answer, reply, transcript } = facts.smtp.relay
    const by = without.probes.length
    expect(answer).toEqual({ state: 'accepted', by })
    expect(reply).toEqual({ from: 'wiretight@example.com', to: 'wiretight@example.org', code: 250, text: '2.1.5 Ok' })
    expect(facts.probes).toHaveLength(by + 1)
    expect(facts.probes.at(-1)).toMatchObject({ index: by, goal: 'open-relay', outcome: 'accepted', failure: null })
    expect(transcript.flatMap(({ direction, text }) => (direction === '>' ? [text] : []))).toEqual([
      'EHLO probe.wiretight.lab',
      'MAIL FROM:<wiretight@example.com>',
      'RCPT TO:<wiretight@example.org>',
      'RSET',
      'QUIT',
    ])
  })

  test('finds that others refuse, with TLS or without', async () => {
    for (const domain of ['perfect.lab', 'no-starttls.lab']) {
      const { smtp, probes } = await survey(domain, ASKING)
      expect(smtp.relay).toMatchObject({ answer: { state: 'refused', how: 'reply' }, reply: { code: 554 } })
      expect(probes.at(-1)).toMatchObject({ goal: 'open-relay', outcome: 'refused', detail: 'reply 554' })
    }
  })

  test.each([587, 465])('does not ask on port %i, where users log in', async (port) => {
    const facts = await survey('perfect.lab', ASKING, port)
    expect(facts.smtp.relay.answer).toEqual({ state: 'unknown', why: 'not-applicable' })
    expect(goals(facts)).not.toContain('open-relay')
  })

  test('keeps to its budget', async () => {
    const facts = await survey('open-relay.lab', { ...ASKING, connections: 3 })
    expect(facts.smtp.relay.answer).toEqual({ state: 'unknown', why: 'budget' })
    expect(facts.probes).toHaveLength(3)
  })

  test('that goes on from an earlier one asks what that left open, and only that', async () => {
    const earlier = await survey('open-relay.lab', QUICK)
    const later = await survey('open-relay.lab', ASKING, 25, earlier)
    expect(later.smtp.relay.answer).toEqual({ state: 'accepted', by: earlier.probes.length })
    expect(later.probes).toHaveLength(earlier.probes.length + 1)
    const again = await survey('open-relay.lab', ASKING, 25, later)
    expect(again.probes).toHaveLength(later.probes.length)
    expect(again.smtp.relay).toEqual(later.smtp.relay)
  })

  test('that was stopped asks nothing more', async () => {
    const stopped = { ...ASKING, signal: AbortSignal.abort() }
    expect((await survey('open-relay.lab', stopped)).smtp.relay.answer).toEqual({
      state: 'unknown',
      why: 'interrupted',
    })
  })
})
