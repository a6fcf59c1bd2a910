import { describe, expect, test } from 'vitest'
import { nothingKnown } from './knowledge.ts'
import type { Selected } from './outcome.ts'
import { learnReaction, learnResumption } from './vulnerabilities.ts'

const accepted = { state: 'accepted', by: 7 }
const refused = { state: 'refused', by: 7, how: 'ignored' }

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
    expect(learnReaction(nothingKnown(), { check, reaction }, 7).vulnerabilities[key]).toEqual(says)
  })
})

describe('RSA padding', () => {
  const after = (reactions: readonly string[]) =>
    reactions.reduce(
      (knowledge, reaction, variant) => learnReaction(knowledge, { check: 'robot', variant, reaction }, 7),
      nothingKnown(),
    ).vulnerabilities.robot

  const same = Array(5).fill('alert 20')
  const told = ['alert 20', 'alert 47', 'alert 20', 'alert 20', 'alert 20']
  const cases = [
    { name: 'four of five tests', reactions: same.slice(1), says: { state: 'unknown', why: 'not-asked' } },
    { name: 'all five alike', reactions: same, says: refused },
    { name: 'a difference, not confirmed yet', reactions: told, says: { state: 'unknown', why: 'not-asked' } },
    { name: 'the same difference twice', reactions: [...told, ...told], says: accepted },
    {
      name: 'a difference that did not come again',
      reactions: [...told, ...same],
      says: { state: 'unknown', why: 'contradictory' },
    },
    { name: 'silence for all is no difference', reactions: Array(5).fill('silence'), says: refused },
  ]
  test.each(cases)('$name', ({ reactions, says }) => {
    expect(after(reactions)).toEqual(says)
  })
})

describe('a ticket that was offered with a session_id of one byte', () => {
  const selected = (sessionId: readonly number[]): Selected => ({
    kind: 'selected',
    version: 'tls12',
    suite: 0xc02f,
    group: null,
    compression: false,
    extensions: [],
    dh: null,
    signatureScheme: null,
    certificates: [],
    ocspStaple: false,
    retry: false,
    sessionId: Uint8Array.from(sessionId),
  })
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
    const known = learnResumption(nothingKnown(), selected(sessionId), 7)
    expect(known.features.resumptionTicket.state).toBe(resumes)
    expect(known.vulnerabilities.ticketbleed.state).toBe(leaks)
  })
})
