import type { HandshakeTrace, ServerFacts } from '../../facts/server-facts.ts'
import { VERSIONS } from '../../registry/versions.ts'
import { evidenceSentence } from '../evidence-wording.ts'
import { endpoint, type ReportedAddress } from '../report.ts'
import { failureSentence, unknownReason } from '../wording.ts'
import { type ChainDane, certificates } from './certificate-html.ts'
import { type Fragment, html, type Part } from './fragment.ts'
import { gradePill, sumLine } from './grade-html.ts'
import { handshakeKind, handshakeLike, handshakePart } from './handshake-html.ts'
import { keyExchange, suiteLists } from './suites-html.ts'
import { counted, folded, heading, type Place, type View } from './view.ts'

/** One address and port: its grade, its versions, its certificates, and the rest folded away. */
export function addressPart(view: View, { address, id }: Place, dane: ChainDane): Fragment {
  const { ip, port, facts, unsurveyed, system } = address
  const title = html`<div class="line">${heading(view, 2, endpoint(ip, port))}${
    system == null ? null : html`<span class="soft system">${system.title}, ${system.confidence}</span>`
  }${gradePill(address)}</div>`
  if (facts === null) {
    const why = unsurveyed?.failure ? failureSentence(unsurveyed.failure) : UNSURVEYED[unsurveyed?.why ?? 'cancelled']
    return html`<div class="server" id="${id}">${title}<p class="soft">Not examined: ${why}.</p></div>`
  }
  return html`<div class="server" id="${id}">${title}${sumLine(view, address, null)}${
    facts.smtp.failure === null ? null : html`<p>First conversation: ${failureSentence(facts.smtp.failure)}.</p>`
  }<div class="pair"><div>${ladder(facts)}${keyExchange(facts)}</div>${certificates(view, facts, dane)}</div>${suitesPart(
    view,
    address,
    facts,
  )}${facts.handshakes.map((trace) => handshakeOrLink(view, address, trace))}${propertiesPart(
    view,
    address,
    facts,
  )}${transcript(facts)}${connections(facts)}</div>`
}

const UNSURVEYED = {
  special: 'this address is not part of the public internet',
  limit: 'the limit of addresses was reached',
  cancelled: 'the audit was stopped',
  local: 'this machine cannot reach it',
} as const

/** All versions in a row, each with what the server said of it. Old ones are good when they are refused. */
function ladder({ versions, smtp }: ServerFacts): Fragment {
  const answers = Object.values(versions)
  const [first] = answers
  if (first?.state === 'unknown' && answers.every((answer) => answer.state === 'unknown' && answer.why === first.why)) {
    const none = smtp.starttls.state === 'refused'
    return html`<p>${none ? 'TLS is not offered.' : `TLS was not determined: ${unknownReason(first.why)}.`}</p>`
  }
  return html`<ol class="ladder">${VERSIONS.map(({ version, title }) => {
    const answer = versions[version]
    const modern = version === 'tls12' || version === 'tls13'
    if (answer.state === 'unknown') {
      return html`<li class="low"><b>${title}</b> <small>? unknown: ${unknownReason(answer.why)}</small></li>`
    }
    const accepted = answer.state === 'accepted'
    const tone = accepted === modern ? 'good' : accepted ? 'high' : 'medium'
    return html`<li class="${tone}"><b>${title}</b> <small>${accepted ? '✓' : '✕'} ${answer.state}</small></li>`
  })}</ol>`
}

/** The lists of suites, unless an address further up has the same. */
function suitesPart(view: View, address: ReportedAddress, facts: ServerFacts): Part {
  const same = earlier(view, address, (other) => sameSuites(other, facts))
  if (same !== null)
    return html`<p class="fold">Suites and their order <span class="soft">are those of ${same}</span></p>`
  return suiteLists(view.report.profile, facts)
}

function sameSuites(a: ServerFacts, b: ServerFacts): boolean {
  return VERSIONS.every(({ version }) => {
    const [of, other] = [a.suites[version], b.suites[version]]
    return (
      a.preference[version] === b.preference[version] &&
      of.length === other.length &&
      of.every(({ id, state, position }, at) => {
        const twin = other[at]
        return twin?.id === id && twin.state === state && twin.position === position
      })
    )
  })
}

function handshakeOrLink(view: View, address: ReportedAddress, trace: HandshakeTrace): Fragment {
  const kind = handshakeKind(trace)
  const same = earlier(view, address, ({ handshakes }) => handshakes.some((other) => handshakeKind(other) === kind))
  return same === null ? handshakePart(trace) : handshakeLike(trace, same)
}

/** Addresses that are compared with the ones before them; on a longer page repetition is the lesser evil. */
const COMPARED = 40

/** A link to the first address before this one of which something is true; null when there is none. */
function earlier(view: View, address: ReportedAddress, test: (facts: ServerFacts) => boolean): Fragment | null {
  const own = view.places.findIndex((place) => place.address === address)
  const found = view.places
    .slice(0, Math.min(Math.max(0, own), COMPARED))
    .find((place) => place.address.facts !== null && test(place.address.facts))
  if (found === undefined) return null
  return html`<a href="#${found.id}">${endpoint(found.address.ip, found.address.port)}</a>`
}

/** The other properties, unless an address further up has the same. */
function propertiesPart(view: View, address: ReportedAddress, facts: ServerFacts): Fragment | null {
  const states = ({ features }: ServerFacts): string =>
    JSON.stringify(Object.values(features).map(({ state }) => state))
  const own = states(facts)
  const same = earlier(view, address, (other) => states(other) === own)
  if (same === null) return properties(facts)
  return html`<p class="fold">Other properties <span class="soft">are those of ${same}</span></p>`
}

function properties({ features, openBecause }: ServerFacts): Fragment | null {
  const names = Object.keys(features) as readonly (keyof typeof features)[]
  const known = names.flatMap((feature) => {
    const { state } = features[feature]
    if (state === 'unknown') return []
    return [html`<li>${evidenceSentence({ kind: 'feature', feature, present: state === 'accepted' })}</li>`]
  })
  if (known.length === 0) return null
  const open = names.length - known.length
  return folded(
    html`Other properties <span class="soft">${known.length} determined</span>`,
    html`<ul class="columns">${known}</ul>${open === 0 ? null : html`<p class="soft">${open} not determined: ${unknownReason(openBecause)}.</p>`}`,
  )
}

function transcript({ smtp }: ServerFacts): Fragment | null {
  if (smtp.transcript.length === 0) return null
  const lines = smtp.transcript.map(
    ({ direction, text, secure, milliseconds }) =>
      html`${`${Math.round(milliseconds)} ms`.padStart(9)} ${secure ? 'TLS' : '   '} ${direction} ${text}\n`,
  )
  return folded(
    html`SMTP transcript <span class="soft">${counted(smtp.transcript.length, 'line')}</span>`,
    html`<pre>${lines}</pre>`,
  )
}

/** Connections that are listed. */
const CONNECTIONS = 60

function connections({ probes }: ServerFacts): Fragment | null {
  if (probes.length === 0) return null
  const sum = probes.reduce((total, { sentBytes, receivedBytes }) => total + sentBytes + receivedBytes, 0)
  const more = probes.length - CONNECTIONS
  return folded(
    html`${counted(probes.length, 'connection')} <span class="soft">what each asked and what came, ${sum} bytes</span>`,
    html`<table><thead><tr><th scope="col" class="number">no.</th><th scope="col">asked</th><th scope="col">came</th><th scope="col" class="number">ms</th></tr></thead><tbody>${probes
      .slice(0, CONNECTIONS)
      .map(
        ({ index, goal, detail, milliseconds }) =>
          html`<tr><td class="number">${index}</td><td>${goal}</td><td>${detail}</td><td class="number">${Math.round(milliseconds)}</td></tr>`,
      )}</tbody></table>${more > 0 ? html`<p class="soft">and ${more} more</p>` : null}`,
  )
}
