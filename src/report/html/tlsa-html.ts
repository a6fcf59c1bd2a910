import type { MatchVerdict, RecordOutcome, TlsaFacts, TlsaRecord } from '../../facts/dane-facts.ts'
import { type DaneView, daneViews } from '../../judge/policies/dane-view.ts'
import { outcomeSentence, standingSentence } from '../dane-wording.ts'
import { endpoint } from '../report.ts'
import { type Fragment, html, type Part } from './fragment.ts'
import { counted, day, heading, type View } from './view.ts'

/** The TLSA records of every exchanger, each with what it matches. */
export function tlsaPart(view: View): Fragment | null {
  const hosts = view.subjects.exchangers.flatMap((subject) =>
    daneViews(subject).map((dane) => ({
      host: subject.exchanger.host,
      dane,
      search: subject.exchanger.tlsa.find(({ port }) => port === dane.port),
    })),
  )
  if (hosts.length === 0) return null
  return html`${heading(view, 2, 'DANE')}${hosts.map(({ host, dane, search }) => hostPart(host, dane, search))}`
}

function hostPart(host: string, dane: DaneView, search: TlsaFacts | undefined): Fragment {
  const { standing, coverage, port } = dane
  const decided = search?.tried.at(-1)
  const records = decided?.records ?? []
  const reason = standingSentence(standing)
  const end = decided?.dnssec.signature?.ends
  const note = [
    ...(search?.base != null && search.base !== host ? [`records at ${search.base}, to which it is an alias`] : []),
    ...(records.length === 0 ? [] : [`may be kept for ${counted(decided?.ttlSeconds ?? 0, 'second')}`]),
    ...(end === undefined || records.length === 0 ? [] : [`signed until ${day(end)}`]),
  ].join(', ')
  return html`<p><b>${endpoint(host, port)}</b> ${STANDING_PILLS[standing.state]}${reason === null ? null : html` <span class="soft">${reason}</span>`}${
    note === '' ? null : html` <span class="soft">${note}</span>`
  }</p>${
    records.length === 0
      ? null
      : html`<table class="tlsa"><thead><tr><th scope="col">record</th><th scope="col">of</th><th scope="col">what it matches</th></tr></thead><tbody>${records
          .slice(0, RECORDS)
          .map((record) => recordRow(record, matchesOf(record, dane)))}</tbody></table>`
  }${coverage === null ? null : html`<p class="soft">${coverage.servers.map(({ address, state }) => `${address}: ${COVERAGE_WORDS[state]}`).join('; ')}</p>`}`
}

/** Records of one host that are listed. */
const RECORDS = 20

const STANDING_PILLS: Readonly<Record<DaneView['standing']['state'], Fragment>> = {
  usable: html`<span class="pill info">records that can be used</span>`,
  'unusable-only': html`<span class="pill high">no record can be used</span>`,
  none: html`<span class="pill low">no records</span>`,
  insecure: html`<span class="pill medium">nothing is proved</span>`,
  failed: html`<span class="pill critical">the search failed</span>`,
}

const COVERAGE_WORDS = {
  covered: 'every certificate that was seen is vouched for',
  uncovered: 'no certificate that was seen is vouched for',
  'dual-uncovered': 'one of its certificates is not vouched for',
  unseen: 'no certificate was seen',
} as const

const USAGES = ['PKIX-TA', 'PKIX-EE', 'an authority (DANE-TA)', 'the server itself (DANE-EE)'] as const
const SELECTORS = ['certificate', 'key'] as const
const MATCHINGS = ['in full', 'by SHA-256', 'by SHA-512'] as const

/** Digits of a record's data that are shown; a digest of SHA-256 has 64. */
const DIGITS = 64

function recordRow(record: TlsaRecord, matches: readonly string[]): Fragment {
  const { usage, selector, matching, data } = record
  const of = `${USAGES[usage] ?? `usage ${usage}`}, ${SELECTORS[selector] ?? `selector ${selector}`} ${MATCHINGS[matching] ?? `matching ${matching}`}`
  const digits: Part = data.length > DIGITS ? `${data.slice(0, DIGITS)}…` : data
  return html`<tr><td><code>${usage} ${selector} ${matching} ${digits}</code></td><td>${of}</td><td>${
    matches.length === 0 ? 'nothing was seen to hold it against' : matches.map((text) => html`<div>${text}</div>`)
  }</td></tr>`
}

/** What came of a record at each address and chain, the same words once. */
function matchesOf(record: TlsaRecord, { standing, coverage }: DaneView): readonly string[] {
  if (standing.state === 'unusable-only') {
    const unusable = standing.unusable.find((each) => isSame(each.record, record))
    return unusable === undefined ? [] : [outcomeSentence({ state: 'unusable', record, why: unusable.why })]
  }
  const outcomes = (coverage?.servers ?? []).flatMap(({ address, chains }) =>
    chains.flatMap(({ keyType, match }) => {
      const outcome = match.records.find((each) => isSame(each.record, record))
      if (outcome === undefined) return []
      const words = isSpare(outcome, match) ? SPARE : outcomeMark(outcome)
      return [{ at: `${address} (${keyType.toUpperCase()})`, words }]
    }),
  )
  const same = Map.groupBy(outcomes, ({ words }) => words)
  return [...same].map(([words, places]) => `${words}: ${places.map(({ at }) => at).join(', ')}`)
}

/** What a record for the next key comes to, as long as that is not in use (RFC 7671 section 8.1). */
const SPARE = '○ for a key or certificate that the server does not show, such as the next one'

/** True for a record that matches nothing, of a server for which another one vouches. */
function isSpare(outcome: RecordOutcome, { verdict }: MatchVerdict): boolean {
  return (
    verdict === 'authenticated' &&
    outcome.state === 'failed' &&
    outcome.faults.every(({ code }) => code === 'digest-mismatch')
  )
}

function outcomeMark(outcome: RecordOutcome): string {
  const sign = outcome.state === 'matched' ? '✓' : outcome.state === 'failed' ? '✕' : '–'
  return `${sign} ${outcomeSentence(outcome)}`
}

function isSame(a: TlsaRecord, b: TlsaRecord): boolean {
  return a.usage === b.usage && a.selector === b.selector && a.matching === b.matching && a.data === b.data
}
