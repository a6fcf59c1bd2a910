import type { AddressCoverage } from '../../facts/dane-facts.ts'
import type { ServerFacts } from '../../facts/server-facts.ts'
import { type PresentedChain, readPresentedChains } from '../../judge/presented-chain.ts'
import { cutEnd } from '../columns.ts'
import { faultSentence } from '../dane-wording.ts'
import { harmless } from '../harmless.ts'
import { type Fragment, html } from './fragment.ts'
import { percent, strip } from './svg.ts'
import { counted, day, daysBetween, heading, type View } from './view.ts'

type Certificate = NonNullable<PresentedChain['leaf']>

/** A span of time on the line of a certificate. */
interface Bar {
  readonly label: string
  readonly from: string
  readonly to: string
  readonly tone: 'leaf' | 'over' | 'chain' | 'tlsa'
}

/** What DANE knows of the chains of one address. */
export interface ChainDane {
  /** False where nobody looked for records. */
  readonly isKnown: boolean
  /** How the records fit, chain by chain; null where there are none that can be used. */
  readonly coverage: AddressCoverage | null
  /** The time within which the records are signed; null where nothing was proved. */
  readonly signed: { readonly begins: string; readonly ends: string } | null
}

/** Every certificate that a server showed as its own: when it counts, for whom, and what vouches for it. */
export function certificates(view: View, facts: ServerFacts, dane: ChainDane): readonly Fragment[] {
  return readPresentedChains(facts.chains).map((chain, at) => certificatePart(view, chain, facts, dane, at))
}

function certificatePart(view: View, chain: PresentedChain, facts: ServerFacts, dane: ChainDane, at: number): Fragment {
  const { leaf } = chain
  const title = heading(view, 3, 'Certificate')
  if (leaf === null) return html`<div>${title}<p>It cannot be read.</p></div>`
  const now = view.report.startedAt
  const names = [...leaf.dnsNames, ...leaf.ipAddresses]
  const { algorithm, bits, curve } = leaf.key
  const sent = chain.facts.certificates.length + chain.facts.omitted
  return html`<div>${title}${timeline(chain, leaf, dane, now)}<p class="chain">${daneWords(dane, at)} ${verificationPill(facts)}</p><dl><dt>names</dt><dd>${names
    .slice(0, NAMES)
    .join(', ')}${names.length > NAMES ? ` and ${names.length - NAMES} more` : null}</dd><dt>issuer</dt><dd>${
    leaf.issuer.commonName ?? leaf.issuer.text
  }</dd><dt>key</dt><dd>${`${algorithm.toUpperCase()} ${curve ?? bits ?? ''}`.trim()}, signed with ${leaf.signature.name}; ${counted(sent, 'certificate')} sent, ${endWords(
    chain,
  )}</dd><dt>SHA-256</dt><dd><code>${leaf.sha256}</code></dd></dl></div>`
}

/** Names of a certificate that the page lists. */
const NAMES = 12

function endWords({ facts: { end, rootIncluded } }: PresentedChain): string {
  switch (end) {
    case 'self-signed':
      return rootIncluded ? 'the root among them' : 'self-signed'
    case 'issuer-absent':
      return 'up to an issuer that was not sent'
    case 'circular':
      return 'in a circle'
    case 'unreadable':
      return 'of which the first cannot be read'
    default:
      return end satisfies never
  }
}

function daneWords({ isKnown, coverage }: ChainDane, at: number): Fragment | null {
  if (!isKnown) return null
  const match = coverage?.chains[at]?.match
  switch (match?.verdict) {
    case undefined:
      return html`<span class="pill low">no TLSA record to hold it to</span>`
    case 'authenticated': {
      const { usage, selector, matching, depth } = match.matched
      return html`<span class="pill good">✓ TLSA ${usage} ${selector} ${matching} vouches for ${depth === 0 ? 'it' : 'its issuer'}</span>`
    }
    case 'failed':
      return html`<span class="pill critical">✕ no TLSA record vouches for it: ${faultSentence(match.fault)}</span>`
    case 'unusable':
      return html`<span class="pill medium">no TLSA record can be used</span>`
    default:
      return match satisfies never
  }
}

const ROOTS = {
  mozilla: 'Mozilla’s roots',
  system: 'the roots of this system',
  file: 'the roots that were given',
} as const

function verificationPill({ verification }: ServerFacts): Fragment {
  switch (verification.state) {
    case 'verified':
      return html`<span class="pill good">✓ trusted by ${ROOTS[verification.roots]}</span>`
    case 'failed':
      return html`<span class="pill medium">✕ not trusted: ${verification.text}</span>`
    case 'unknown':
      return html`<span class="pill low">? trust not determined</span>`
    default:
      return verification satisfies never
  }
}

const ROW = 30

/** Issued, today and the end as a picture: the leaf, those above it, and the signature over the TLSA records. */
function timeline(chain: PresentedChain, leaf: Certificate, { signed }: ChainDane, now: string): Fragment {
  const left = daysBetween(now, leaf.notAfter)
  const isOver = Date.parse(leaf.notAfter) < Date.parse(now)
  const isEarly = Date.parse(leaf.notBefore) > Date.parse(now)
  const state = isOver
    ? `expired ${counted(-left, 'day')} ago`
    : isEarly
      ? 'not valid yet'
      : `${counted(left, 'day')} left`
  const bars: readonly Bar[] = [
    {
      label: `${day(leaf.notBefore)} to ${day(leaf.notAfter)}, ${state}`,
      from: leaf.notBefore,
      to: leaf.notAfter,
      tone: isOver || isEarly ? 'over' : 'leaf',
    },
    ...chain.path.slice(1, CHAIN_BARS).map(({ certificate }): Bar => {
      const name = certificate.subject.commonName ?? certificate.subject.text
      return {
        label: `${cutEnd(harmless(name), NAME_LETTERS)}: until ${day(certificate.notAfter)}`,
        from: certificate.notBefore,
        to: certificate.notAfter,
        tone: 'chain',
      }
    }),
    ...(signed === null
      ? []
      : [
          {
            label: `TLSA records signed until ${day(signed.ends)}`,
            from: signed.begins,
            to: signed.ends,
            tone: 'tlsa',
          } as const,
        ]),
  ]
  const [begin, end] = axis([leaf.notBefore, leaf.notAfter, now])
  const place = (time: string): number => (Date.parse(time) - begin) / (end - begin)
  const today = percent(place(now))
  const height = bars.length * ROW + 21
  return strip(
    {
      title: `When the certificate counts: ${state}`,
      description: `The server’s own: ${bars.map(({ label }) => label).join('; ')}; today is ${day(now)}`,
      kind: 'times',
      height,
    },
    html`${bars.map((bar, at) => [barShape(bar, at, place), html`<line x1="${today}" x2="${today}" y1="${at * ROW + 16}" y2="${at * ROW + 27}"/>`])}<line x1="${today}" x2="${today}" y1="${bars.length * ROW}" y2="${bars.length * ROW + 5}"/><text class="today" x="${today}" y="${height - 3}" ${
      place(now) > 0.8 ? html`text-anchor="end"` : place(now) < 0.2 ? null : html`text-anchor="middle"`
    }>${day(now)}, the day of this audit</text>`,
  )
}

/** Letters of a name that have room in a narrow picture. */
const NAME_LETTERS = 30

/** Certificates of a chain that are drawn, the server's own included. */
const CHAIN_BARS = 4

function barShape({ label, from, to, tone }: Bar, at: number, place: (time: string) => number): Fragment {
  const [start, end] = [Math.min(1, Math.max(0, place(from))), Math.min(1, Math.max(0, place(to)))]
  const y = at * ROW
  return html`<text x="0" y="${y + 12}">${label}</text><rect class="rail" x="0" width="100%" y="${y + 18}" height="7" rx="3"/><rect class="${tone}" x="${percent(start)}" width="${percent(Math.max(0.005, end - start))}" y="${y + 18}" height="7" rx="3"/>`
}

/** The first and the last of some times, with a little room on both sides; milliseconds. */
function axis(times: readonly string[]): readonly [number, number] {
  const all = times.map((time) => Date.parse(time))
  const [first, last] = [Math.min(...all), Math.max(...all)]
  const room = Math.max(1, last - first) * 0.03
  return [first - room, last + room]
}
