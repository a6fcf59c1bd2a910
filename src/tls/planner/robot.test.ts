import { describe, expect, test } from 'vitest'
import { type Answer, type TlsVersion, unknown } from '../../base/answer.ts'
import { type Knowledge, nothingKnown, type PaddingReaction } from './knowledge.ts'
import { judgePadding, nextPaddingTest } from './robot.ts'

const [AES, GCM, RC4] = [0x002f, 0x009c, 0x0005] as const
const WAYS = 5

type Round = readonly PaddingReaction[]

/** Five reactions, all in TLS 1.2 and with one suite. */
const round = (reactions: readonly string[], suite: number = AES, version: TlsVersion = 'tls12'): Round =>
  reactions.map((reaction) => ({ reaction, version, suite }))
/** The same with a suite for each. */
const mixed = (reactions: readonly string[], suites: readonly number[]): Round =>
  reactions.map((reaction, at) => ({ reaction, version: 'tls12', suite: suites[at] ?? AES }))
const numbered = (...rounds: readonly Round[]): ReadonlyMap<number, PaddingReaction> => new Map(rounds.flat().entries())

const ALIKE = Array<string>(WAYS).fill('alert 20')
const TOLD = ['alert 20', 'alert 47', 'alert 20', 'alert 20', 'alert 20']
/** What a server says to five suites that differ in the length of their padding. */
const BY_SUITE = mixed(TOLD, [AES, GCM, AES, AES, AES])

const accepted: Answer = { state: 'accepted', by: 7 }
const refused: Answer = { state: 'refused', by: 7, how: 'ignored' }
const contradictory: Answer = unknown('contradictory')

describe('judgePadding', () => {
  const cases = [
    { name: 'nothing', rounds: [], says: null },
    { name: 'four of five', rounds: [round(ALIKE.slice(1))], says: null },
    { name: 'all alike', rounds: [round(ALIKE)], says: refused },
    { name: 'all alike, whatever the suite', rounds: [mixed(ALIKE, [AES, GCM, RC4])], says: refused },
    { name: 'silence for all', rounds: [round(Array(WAYS).fill('silence'))], says: refused },
    { name: 'a difference, once', rounds: [round(TOLD)], says: null },
    { name: 'the same difference twice', rounds: [round(TOLD), round(TOLD)], says: accepted },
    { name: 'a difference that does not come again', rounds: [round(TOLD), round(ALIKE)], says: contradictory },
    {
      name: 'another difference each time',
      rounds: [round(TOLD), round(TOLD.toReversed().with(0, 'closed'))],
      says: contradictory,
    },
    { name: 'a difference between suites', rounds: [BY_SUITE], says: null },
    { name: 'which is none in one suite', rounds: [BY_SUITE, round(ALIKE)], says: refused },
    { name: 'which is one in one suite, too, once', rounds: [BY_SUITE, round(TOLD)], says: null },
    { name: 'and twice', rounds: [BY_SUITE, round(TOLD), round(TOLD)], says: accepted },
    { name: 'the same between suites twice proves nothing', rounds: [BY_SUITE, BY_SUITE], says: null },
    {
      name: 'nor between versions',
      rounds: [[...round(TOLD.slice(0, 3)), ...round(TOLD.slice(3), AES, 'tls11')], round(TOLD)],
      says: null,
    },
  ]
  test.each(cases)('$name', ({ rounds, says }) => {
    expect(judgePadding(numbered(...rounds), 7)).toEqual(says)
  })
})

describe('nextPaddingTest', () => {
  const accepts = (known: Knowledge, version: TlsVersion, ...suites: readonly number[]): Knowledge => ({
    ...known,
    suites: { ...known.suites, [version]: new Map(suites.map((suite) => [suite, { state: 'accepted', by: 0 }])) },
  })
  const server = accepts(accepts(nothingKnown(), 'tls12', 0xc02f, GCM, AES), 'tls10', AES)
  const next = (rounds: readonly Round[], underWay: readonly number[] = [], known: Knowledge = server) =>
    nextPaddingTest({ ...known, robot: numbered(...rounds) }, (variant) => underWay.includes(variant))

  const cases = [
    { name: 'the first takes any suite', rounds: [], says: { variant: 0, fixed: null } },
    {
      name: 'the next that nobody asks',
      rounds: [round(TOLD.slice(0, 2))],
      underWay: [2],
      says: { variant: 3, fixed: null },
    },
    { name: 'all are under way', rounds: [], underWay: [0, 1, 2, 3, 4], says: null },
    {
      name: 'differences between suites are looked at in one, the best',
      rounds: [BY_SUITE],
      says: { variant: 5, fixed: { version: 'tls12', suite: GCM } },
    },
    {
      name: 'those in one suite in the same',
      rounds: [round(TOLD, AES, 'tls10')],
      underWay: [5],
      says: { variant: 6, fixed: { version: 'tls10', suite: AES } },
    },
    {
      name: 'and once more',
      rounds: [BY_SUITE, round(TOLD)],
      says: { variant: 10, fixed: { version: 'tls12', suite: AES } },
    },
    { name: 'no fourth round', rounds: [BY_SUITE, BY_SUITE, BY_SUITE], says: null },
  ]
  test.each(cases)('$name', ({ rounds, underWay = [], says }) => {
    expect(next(rounds, underWay)).toEqual(says)
  })

  test.each([refused, contradictory])('none after an answer', (robot) => {
    const vulnerabilities = { ...server.vulnerabilities, robot }
    expect(next([], [], { ...server, vulnerabilities })).toBeNull()
  })
})
