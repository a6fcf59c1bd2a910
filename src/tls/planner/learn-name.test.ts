import { describe, expect, test } from 'vitest'
import { alert, asking, knowing, offering, type Step, selecting } from '../../../test/support/tls-samples.ts'
import type { Answer } from '../../base/answer.ts'
import { EXTENSION } from '../wire/extensions.ts'

const GCM = 0xc02f
const CERTIFICATE = new Uint8Array(1)

const named = offering('tls12', { suites: [GCM] })
const withAlpn = { ...named, sni: false, nameless: true, alpn: true } as const
const trial = { feature: 'withoutSni', isControl: false } as const
const nameless = { ...named, sni: false, nameless: true, trial } as const
const control: Step = [asking({ ...named, trial: { ...trial, isControl: true } }), selecting('tls12', GCM)]

const first: Step = [asking(named), selecting('tls12', GCM)]
const closed: Step[1] = { kind: 'closed' }

const accepted = (by: number): Answer => ({ state: 'accepted', by })
const ignored = (by: number): Answer => ({ state: 'refused', by, how: 'ignored' })
const refused = (by: number): Answer => ({ state: 'refused', by, how: 'alert' })
const OPEN: Answer = { state: 'unknown', why: 'not-asked' }
const CONTRADICTORY: Answer = { state: 'unknown', why: 'contradictory' }

describe('a hello without a name', () => {
  const cases: readonly {
    readonly name: string
    readonly steps: readonly Step[]
    readonly withoutSni: Answer
    readonly alpn: Answer
  }[] = [
    {
      name: 'is answered, without ALPN',
      steps: [[asking(withAlpn), selecting('tls12', GCM)]],
      withoutSni: accepted(1),
      alpn: ignored(1),
    },
    {
      name: 'is answered, with ALPN',
      steps: [[asking(withAlpn), selecting('tls12', GCM, { extensions: [EXTENSION.alpn] })]],
      withoutSni: accepted(1),
      alpn: accepted(1),
    },
    {
      name: 'is answered in TLS 1.3, which hides ALPN',
      steps: [
        [asking(offering('tls13', { ...nameless, suites: [0x1301], versions: ['tls13'] })), selecting('tls13', 0x1301)],
      ],
      withoutSni: accepted(1),
      alpn: OPEN,
    },
    {
      name: 'is met by unrecognized_name',
      steps: [[asking(withAlpn), alert(112)]],
      withoutSni: refused(1),
      alpn: OPEN,
    },
    {
      name: 'is met by missing_extension',
      steps: [[asking(withAlpn), alert(109)]],
      withoutSni: refused(1),
      alpn: OPEN,
    },
    {
      name: 'is met by no_application_protocol, which is about ALPN',
      steps: [[asking(withAlpn), alert(120)]],
      withoutSni: OPEN,
      alpn: accepted(1),
    },
    {
      name: 'is met by an alert that may be about either',
      steps: [[asking(withAlpn), alert(40)]],
      withoutSni: OPEN,
      alpn: OPEN,
    },
    {
      name: 'is met by the same alert without ALPN, once: it may be about anything',
      steps: [
        [asking(withAlpn), alert(40)],
        [asking(nameless), alert(40)],
      ],
      withoutSni: OPEN,
      alpn: OPEN,
    },
    {
      name: 'is met by the same alert without ALPN, again and again, while others are answered',
      steps: [
        [asking(withAlpn), alert(40)],
        [asking(nameless), alert(40)],
        [asking(nameless), alert(40)],
        control,
        control,
        [asking(nameless), alert(40)],
      ],
      withoutSni: refused(6),
      alpn: OPEN,
    },
    {
      name: 'is answered after all: there is more than one machine',
      steps: [
        [asking(withAlpn), alert(40)],
        [asking(nameless), alert(40)],
        [asking(nameless), selecting('tls12', GCM)],
      ],
      withoutSni: CONTRADICTORY,
      alpn: CONTRADICTORY,
    },
    {
      name: 'is met by unrecognized_name after others were answered',
      steps: [
        [asking(offering('tls12', { suites: [GCM], sni: false })), selecting('tls12', GCM)],
        [asking(withAlpn), alert(112)],
      ],
      withoutSni: CONTRADICTORY,
      alpn: OPEN,
    },
    {
      name: 'is answered when ALPN is left out',
      steps: [
        [asking(withAlpn), alert(40)],
        [asking(nameless), selecting('tls12', GCM)],
      ],
      withoutSni: accepted(2),
      alpn: CONTRADICTORY,
    },
    {
      name: 'is answered when ALPN is left out, which was refused',
      steps: [
        [asking(withAlpn), alert(120)],
        [asking(nameless), selecting('tls12', GCM)],
      ],
      withoutSni: accepted(2),
      alpn: accepted(1),
    },
    {
      name: 'ends in a close, and so does the one that was answered before',
      steps: [
        [asking(withAlpn), closed],
        [asking(nameless), closed],
        [asking(nameless), closed],
        [control[0], closed],
      ],
      withoutSni: CONTRADICTORY,
      alpn: OPEN,
    },
  ]
  test.each(cases)('$name', ({ steps, withoutSni, alpn }) => {
    const { features } = knowing(first, ...steps)
    expect({ withoutSni: features.withoutSni, alpn: features.alpn }).toEqual({ withoutSni, alpn })
  })

  const ends: readonly Step[] = [
    [asking(withAlpn), alert(40)],
    [asking(nameless), alert(40)],
    [asking(nameless), alert(112)],
    [asking(nameless), closed],
    [asking(nameless), { kind: 'reset' }],
    [asking(nameless), selecting('tls12', GCM, { certificates: [CERTIFICATE] })],
  ]
  test.each(ends)('says nothing of suites, names or chains: %o', (...step) => {
    const before = knowing(first)
    const after = knowing(first, step, step, step)
    const { suites, versions, sni, choices, refusals, doubts, halted } = after
    expect({ suites, versions, sni, choices, refusals, doubts, halted }).toEqual({
      suites: before.suites,
      versions: before.versions,
      sni: before.sni,
      choices: before.choices,
      refusals: before.refusals,
      doubts: before.doubts,
      halted: before.halted,
    })
  })
})
