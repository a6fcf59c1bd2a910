import type { TlsVersion } from '../../base/answer.ts'
import type { HandshakeTrace, ServerFacts } from '../../facts/server-facts.ts'
import { type LeafSummary, leafSummaries } from '../../judge/leaf-summary.ts'
import { profileByName } from '../../judge/profiles.ts'
import { isBanned } from '../../judge/rules/banned-suites.ts'
import { suiteByName } from '../../registry/find-suite.ts'
import { VERSIONS, versionTitle } from '../../registry/versions.ts'
import { endpoint, type Report, type ReportedAddress, type ReportedExchanger } from '../report.ts'
import { gradeTone, groupTitle } from '../server-row.ts'
import { failureSentence, unknownReason } from '../wording.ts'
import { type Fragment, html, trusted } from './fragment.ts'

/** The card of one exchanger: its addresses, each with its grade, versions, certificate, suites and conversation. */
export function exchangerCard(report: Report, exchanger: ReportedExchanger): Fragment {
  const { host, preference, addresses, grade } = exchanger
  const many = addresses.length > 1 ? html`<span>${gradePill(exchanger)}</span>` : null
  return html`<section class="card"><div class="line"><h2>${host}${
    report.domain.route === 'target' ? null : html` <span class="soft">preference ${preference}</span>`
  }</h2>${grade === null ? null : many}</div>${
    addresses.length === 0
      ? html`<p class="soft">No address is known.</p>`
      : addresses.map((address) => addressPart(report, address))
  }</section>`
}

/** A grade with its score, coloured. */
export function gradePill({
  grade,
  score,
  provisional,
}: Pick<ReportedExchanger, 'grade' | 'score' | 'provisional'>): Fragment {
  if (grade === null) return html`<span class="pill low">no grade</span>`
  return html`<span class="pill ${toneClass(gradeTone(grade, provisional))}">${grade}${provisional ? '?' : ''} ${score}</span>`
}

/** The class of a tone; what is merely strong has the colour of information. */
export function toneClass(tone: string): string {
  return tone === 'strong' || tone === 'faint' ? 'info' : tone
}

function addressPart(report: Report, address: ReportedAddress): Fragment {
  const { ip, port, facts, sum, unsurveyed } = address
  const title = html`<div class="line"><h3>${endpoint(ip, port)}</h3>${gradePill(address)}</div>`
  if (facts === null) {
    const why = unsurveyed?.failure ? failureSentence(unsurveyed.failure) : UNSURVEYED[unsurveyed?.why ?? 'cancelled']
    return html`<div class="server">${title}<p class="soft">Not examined: ${why}.</p></div>`
  }
  const terms =
    sum === null
      ? null
      : sum.sum.filter(({ points }) => points > 0).map(({ code, points }) => html` − ${points} <code>${code}</code>`)
  return html`<div class="server">${title}${sum === null ? null : html`<p class="soft">${sum.from}${terms} = ${sum.score}</p>`}${
    facts.smtp.failure === null ? null : html`<p>First conversation: ${failureSentence(facts.smtp.failure)}.</p>`
  }${ladder(facts)}${leafSummaries(facts).map((leaf) => certificate(leaf, report.startedAt))}${suites(report, facts)}${groups(facts)}${facts.handshakes.map(
    handshake,
  )}${transcript(facts)}</div>`
}

const UNSURVEYED = {
  special: 'this address is not part of the public internet',
  limit: 'the limit of addresses was reached',
  cancelled: 'the audit was stopped',
  local: 'this machine cannot reach it',
} as const

/** All versions in a row, each with what the server said of it. Old ones are good when they are refused. */
function ladder({ versions }: ServerFacts): Fragment {
  return html`<ul class="ladder">${VERSIONS.map(({ version, title }) => {
    const answer = versions[version]
    const modern = version === 'tls12' || version === 'tls13'
    if (answer.state === 'unknown')
      return html`<li class="pill low">? ${title} unknown: ${unknownReason(answer.why)}</li>`
    const accepted = answer.state === 'accepted'
    const tone = accepted === modern ? 'good' : accepted ? 'high' : 'medium'
    return html`<li class="pill ${tone}">${accepted ? '✓' : '✕'} ${title} ${answer.state}</li>`
  })}</ul>`
}

function certificate(leaf: LeafSummary, now: string): Fragment {
  const [from, to, at] = [Date.parse(leaf.notBefore), Date.parse(leaf.notAfter), Date.parse(now)]
  const part = to > from ? Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100)) : 100
  const days = Math.trunc(Math.abs(to - at) / 86_400_000)
  const state = at > to ? `expired ${days} days ago` : at < from ? 'not valid yet' : `${days} days left`
  return html`<h3>Certificate</h3><div class="time${at > to ? ' over' : ''}"><i style="width:${trusted(part.toFixed(1))}%"></i></div>
<div class="ends"><span>issued ${leaf.notBefore.slice(0, 10)}</span><span>${state}</span><span>ends ${leaf.notAfter.slice(0, 10)}</span></div>
<div class="scroll"><table><tr><th>names</th><td>${leaf.names.slice(0, NAMES).join(', ')}${
    leaf.names.length > NAMES ? ` and ${leaf.names.length - NAMES} more` : null
  }</td></tr><tr><th>issuer</th><td>${leaf.issuer}</td></tr><tr><th>key</th><td>${leaf.key}, signed with ${leaf.signature}, ${
    leaf.sent
  } ${leaf.sent === 1 ? 'certificate' : 'certificates'} sent</td></tr><tr><th>SHA-256</th><td><code>${leaf.sha256}</code></td></tr></table></div>`
}

/** Names of a certificate that the page lists. */
const NAMES = 12

function suites(report: Report, facts: ServerFacts): Fragment {
  const versions = VERSIONS.map(({ version }) => version).toReversed()
  const lists = versions.map((version) => suiteList(report, facts, version))
  return html`${lists.filter((list) => list !== null)}`
}

function suiteList(report: Report, { suites: all, preference }: ServerFacts, version: TlsVersion): Fragment | null {
  const accepted = all[version].filter(({ state }) => state === 'accepted')
  if (accepted.length === 0) return null
  const open = all[version].filter(({ state }) => state === 'unknown').length
  const order = { server: 'in the server’s order', client: 'the client chooses', unknown: 'order not known' }[
    preference[version]
  ]
  return html`<details><summary>${versionTitle(version)}: ${accepted.length} ${
    accepted.length === 1 ? 'suite' : 'suites'
  } <span class="soft">${order}${open === 0 ? null : `, ${open} not determined`}</span></summary><table>${accepted
    .toSorted((a, b) => (a.position ?? Number.POSITIVE_INFINITY) - (b.position ?? Number.POSITIVE_INFINITY))
    .map(({ name, position }) => {
      const [tone, label] = suiteClass(report, name)
      return html`<tr><td class="number soft">${position ?? ''}</td><td><code>${name}</code></td><td><span class="pill ${tone}">${label}</span></td></tr>`
    })}</table></details>`
}

function suiteClass({ profile }: Report, name: string): readonly [string, string] {
  const suite = suiteByName(name)
  if (suite !== undefined && isBanned(suite)) return ['high', 'banned']
  if (profileByName(profile)?.recommendedSuites.includes(name)) return ['good', 'recommended']
  return ['low', 'not recommended']
}

function groups({ groups: all }: ServerFacts): Fragment | null {
  const accepted = (['tls13', 'tls12'] as const).flatMap((version) => {
    const names = all
      .filter((group) => group.version === version && group.state === 'accepted')
      .map(({ name }) => groupTitle(name))
    return names.length === 0
      ? []
      : [html`<p><span class="soft">${versionTitle(version)} key exchange:</span> ${names.join(', ')}</p>`]
  })
  return accepted.length === 0 ? null : html`${accepted}`
}

function handshake({ version, suite, group, resumed, milliseconds, messages }: HandshakeTrace): Fragment {
  const trips = Math.max(0, ...messages.map(({ roundTrip }) => roundTrip))
  return html`<details><summary>${resumed ? 'Resumed handshake' : 'Handshake'}: ${versionTitle(version)} <span class="soft">${suite}${
    group === null ? null : `, ${groupTitle(group)}`
  }, ${trips} ${trips === 1 ? 'round trip' : 'round trips'}, ${milliseconds.toFixed(0)} ms</span></summary><div class="scroll"><table><tr><th class="number">round trip</th><th>from</th><th>message</th><th class="number">bytes</th><th class="number">ms</th></tr>${messages.map(
    ({ from, name, bytes, roundTrip, milliseconds: at }) =>
      html`<tr><td class="number">${roundTrip}</td><td>${from === 'client' ? 'client →' : '← server'}</td><td>${name}</td><td class="number">${bytes}</td><td class="number">${at.toFixed(0)}</td></tr>`,
  )}</table></div></details>`
}

function transcript({ smtp }: ServerFacts): Fragment | null {
  if (smtp.transcript.length === 0) return null
  const lines = smtp.transcript.map(
    ({ direction, text, secure }) => html`${secure ? 'TLS ' : '    '}${direction} ${text}\n`,
  )
  return html`<details><summary>Conversation</summary><pre>${lines}</pre></details>`
}
