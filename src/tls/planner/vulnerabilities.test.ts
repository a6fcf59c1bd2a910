import { describe, expect, test } from 'vitest'
import { offering, selecting } from '../../../test/support/tls-samples.ts'
import { nothingKnown } from './knowledge.ts'
import type { Selected } from './outcome.ts'
import { plainSelection } from './plain-selection.ts'
import { learnReaction, learnResumption } from './vulnerabilities.ts'

const accepted = { state: 'accepted', by: 7 }
const refused = { state: 'refused', by: 7, how: 'ignored' }
const IN_RSA = { version: 'tls12', suite: 0x002f } as const

describe('one reaction', () => {
  const cases = [
    {
      name: 'a heartbeat that lies is answered',
      check: 'heartbleed',
      reaction: 'heartbeat',
      key: 'heartbleed',
      says: accepted,
    },
    {
      name: 'a heartbeat that lies meets silence',
      check: 'heartbleed',
      reaction: 'silence',
      key: 'heartbleed',
      says: refused,
    },
    {
      name: 'a heartbeat that lies meets an alert',
      check: 'heartbleed',
      reaction: 'alert 10',
      key: 'heartbleed',
      says: refused,
    },
    { name: 'an early CCS is refused', check: 'ccs', reaction: 'alert 10', key: 'ccsInjection', says: refused },
    { name: 'an early CCS ends the connection', check: 'ccs', reaction: 'closed', key: 'ccsInjection', says: refused },
    { name: 'an early CCS is taken', check: 'ccs', reaction: 'alert 20', key: 'ccsInjection', says: accepted },
    {
      name: 'an early CCS is taken by an older stack',
      check: 'ccs',
      reaction: 'alert 51',
      key: 'ccsInjection',
      says: accepted,
    },
    {
      name: 'an early CCS meets silence, which proves nothing',
      check: 'ccs',
      reaction: 'silence',
      key: 'ccsInjection',
      says: { state: 'unknown', why: 'timeout' },
    },
  ] as const
  test.each(cases)('$name', ({ check, reaction, key, says }) => {
    expect(learnReaction(nothingKnown(), IN_RSA, { check, reaction }, 7).vulnerabilities[key]).toEqual(says)
  })
})

describe('RSA padding', () => {
  const after = (reactions: readonly string[]) =>
    reactions.reduce(
      (knowledge, reaction, variant) => learnReaction(knowledge, IN_RSA, { check: 'robot', variant, reaction }, 7),
      nothingKnown(),
    ).vulnerabilities.robot

  test('is judged once five reactions are there', () => {
    const same = Array(5).fill('alert 20')
    expect(after(same.slice(1))).toEqual({ state: 'unknown', why: 'not-asked' })
    expect(after(same)).toEqual(refused)
  })
})

describe('a ticket that was offered with a session_id of one byte', () => {
  const selected = (sessionId: readonly number[]): Selected =>
    plainSelection('tls12', 0xc02f, { sessionId: Uint8Array.from(sessionId) })
  const cases = [
    { name: 'echoed: resumed', sessionId: [0x57], resumes: 'accepted', leaks: 'refused' },
    {
      name: 'echoed with what lay behind it',
      sessionId: [0x57, ...Array(31).fill(9)],
      resumes: 'accepted',
      leaks: 'accepted',
    },
    { name: 'empty: a new session', sessionId: [], resumes: 'refused', leaks: 'refused' },
    { name: 'another one: a new session', sessionId: Array(32).fill(9), resumes: 'refused', leaks: 'refused' },
  ]
  test.each(cases)('$name', ({ sessionId, resumes, leaks }) => {
    const offer = offering('tls12', { ticket: Uint8Array.of(1, 2, 3) })
    const known = learnResumption(nothingKnown(), offer, selected(sessionId), 7)
    expect(known.features.resumptionTicket.state).toBe(resumes)
    expect(known.vulnerabilities.ticketbleed.state).toBe(leaks)
  })
})

describe('a session that was offered by its id', () => {
  const offer = offering('tls12', { sessionId: Uint8Array.of(1, 2, 3) })
  const cases = [
    { name: 'echoed: resumed', sessionId: [1, 2, 3], state: 'accepted' },
    { name: 'empty: a new session that is not kept', sessionId: [], state: 'refused' },
    { name: 'another one: a new session', sessionId: [1, 2, 4], state: 'refused' },
    { name: 'longer: a new session', sessionId: [1, 2, 3, 4], state: 'refused' },
  ]
  test.each(cases)('$name', ({ sessionId, state }) => {
    const known = learnResumption(
      nothingKnown(),
      offer,
      selecting('tls12', 0xc02f, { sessionId: Uint8Array.from(sessionId) }),
      7,
    )
    expect(known.features.resumptionId.state).toBe(state)
    expect(known.features.resumptionTicket.state).toBe('unknown')
    expect(known.vulnerabilities.ticketbleed.state).toBe('unknown')
  })
})
