import type { ServerFacts } from '../facts/server-facts.ts'
import {
  type Confidence,
  type Sign,
  type Software,
  SYSTEMS,
  type SystemEntry,
  type SystemName,
} from './mail-systems.ts'

export type { Confidence, Software }

/** All software whose settings rules may know, in the order in which settings are shown. */
export const SOFTWARE_NAMES: readonly Software[] = ['postfix', 'exim', 'exchange', 'sendmail', 'opensmtpd']

/** Names of the software as its makers write them. */
export const SOFTWARE_TITLES: Readonly<Record<Software, string>> = {
  postfix: 'Postfix',
  exim: 'Exim',
  exchange: 'Exchange',
  sendmail: 'Sendmail',
  opensmtpd: 'OpenSMTPD',
}

/** What runs at an address, and how that is known. It chooses a fix's words and decides no verdict. */
export interface RecognisedSystem {
  readonly system: SystemName
  /** As its makers write it. */
  readonly title: string
  readonly confidence: Confidence
  /** Where the sign was seen. */
  readonly by: Sign['in']
  /** The text that gave it away, printable, at most 80 characters. */
  readonly seen: string
  /** Whose settings it takes; null when none are known for it. */
  readonly software: Software | null
  /** True when a provider runs it, so that its settings are not in the customer's hands. */
  readonly hosted: boolean
}

const RANK: Readonly<Record<Confidence, number>> = { certain: 2, likely: 1, possible: 0 }

/**
 * The system behind an address, by its name in DNS, its greeting and its EHLO reply; null when nothing gives it away. A
 * provider is recognised before the software it uses: who cannot change the settings is not helped by their names.
 */
export function recogniseSystem(server: ServerFacts): RecognisedSystem | null {
  const seen = SYSTEMS.flatMap((entry) => {
    const [best] = entry.signs
      .flatMap((sign) => match(entry, sign, server) ?? [])
      .toSorted((a, b) => RANK[b.confidence] - RANK[a.confidence])
    return best === undefined ? [] : [best]
  })
  const [first] = seen.toSorted(
    (a, b) => RANK[b.confidence] - RANK[a.confidence] || Number(b.hosted) - Number(a.hosted),
  )
  return first ?? null
}

/** The software whose settings apply to a server that its operator can change; null when none is known. */
export function recogniseSoftware(server: ServerFacts): Software | null {
  return recogniseSystem(server)?.software ?? null
}

const LONGEST_SIGN = 80

function match(entry: SystemEntry, sign: Sign, server: ServerFacts): RecognisedSystem | null {
  const found = textsOf(sign.in, server).flatMap((text) => sign.pattern.exec(text)?.[0] ?? [])[0]
  if (found === undefined) return null
  return {
    system: entry.system,
    title: entry.title,
    confidence: sign.confidence,
    by: sign.in,
    seen: found.slice(0, LONGEST_SIGN),
    software: entry.software,
    hosted: entry.hosted !== undefined,
  }
}

/** The texts in which a sign may be seen. Greeting and EHLO domain are printable already. */
function textsOf(place: Sign['in'], { host, smtp }: ServerFacts): readonly string[] {
  const greeting = smtp.banner?.lines.join(' ') ?? ''
  switch (place) {
    case 'mx-name':
      return [host.toLowerCase()]
    case 'greeting':
      return [greeting.replace(/^\S+/, '')]
    case 'greeting-name':
      return [/^\S*/.exec(greeting)?.[0].toLowerCase() ?? '']
    case 'ehlo':
      // The words behind the domain stand nowhere but in the transcript.
      return smtp.transcript.flatMap(({ direction, text }) =>
        direction === '<' ? (EHLO_LINE.exec(text)?.[1] ?? []) : [],
      )
    case 'extensions': {
      const said = smtp.ehlo
      return said === null ? [] : [said.extensions.map(({ keyword }) => keyword).join(' ')]
    }
    default:
      throw place satisfies never
  }
}

const EHLO_LINE = /^250[- ](.*)/
