import { algorithmTitle, digestTitle, extendedErrorTitle } from '../dns-names.ts'
import { DNSSEC_TONES } from '../dnssec-word.ts'
import type { Report, ReportedExchanger } from '../report.ts'
import { failureSentence } from '../wording.ts'
import { type Fragment, html, type Part } from './fragment.ts'
import { type AnyLookup, trustTree, type ZoneLink, type ZoneNode } from './trust-tree.ts'
import { counted, day, daysBetween, section, type View } from './view.ts'

/** The chain of trust of everything that was looked up: zones from the root down, and what each of them proves. */
export function dnsSection(view: View): Fragment | null {
  const { tops, loose } = trustTree(lookupsOf(view.report))
  if (tops.length === 0 && loose.length === 0) return null
  return section(
    view,
    'dns',
    'DNS chain of trust',
    html`<ul class="tree">${tops.map((node) => zoneItem(view, node))}${loose.length === 0 ? null : html`<li><b>without a chain</b>${lookupList(loose, '')}</li>`}</ul>`,
  )
}

/** Every lookup that a report keeps. */
export function lookupsOf({ domain, mx }: Report): readonly AnyLookup[] {
  const { mtaSts, tlsRpt, submission, reverse, caa } = domain
  const fetched = mtaSts?.fetch ?? null
  return [
    domain.mx,
    ...mx.flatMap(hostLookups),
    mtaSts?.record ?? null,
    fetched?.v4 ?? null,
    fetched?.v6 ?? null,
    tlsRpt?.lookup ?? null,
    ...submission.flatMap(({ lookup, hosts }) => [lookup, ...hosts.flatMap(hostLookups)]),
    ...reverse.flatMap(({ ptr, forward }) => [ptr, ...forward]),
    ...caa,
  ].filter((lookup) => lookup !== null)
}

function hostLookups({ lookups: { v4, v6 }, tlsa }: ReportedExchanger): readonly (AnyLookup | null)[] {
  return [v4, v6, ...tlsa.flatMap(({ tried, alias }) => [...tried, alias])]
}

/** Keys or DS records of one zone that are named; a zone may hold any number of useless ones. */
const KEYS = 6

function zoneItem(view: View, { link, lookups, below }: ZoneNode): Fragment {
  const broken = lookups.some(({ dnssec }) => dnssec.status === 'bogus')
  return html`<li><span class="zone">${link.zone === '.' ? 'root zone' : link.zone}</span> ${zonePill(link, broken)}${zoneWords(
    link,
    view.report.startedAt,
  )}${lookupList(lookups, link.zone)}${below.length === 0 ? null : html`<ul>${below.map((node) => zoneItem(view, node))}</ul>`}</li>`
}

function zonePill({ dnskey, signatureExpires }: ZoneLink, broken: boolean): Fragment {
  if (broken) return html`<span class="pill critical">✕ the proof fails here</span>`
  if (dnskey.length === 0) return html`<span class="pill medium">not signed</span>`
  if (signatureExpires === null) return html`<span class="pill medium">signed, and not usable</span>`
  return html`<span class="pill good">✓ signed</span>`
}

function zoneWords({ zone, ds, dnskey, signatureExpires, rsaBits }: ZoneLink, now: string): Fragment {
  if (ds.length === 0 && dnskey.length === 0) {
    return html`<div class="soft">signed records of the zone above prove that there is no DS record</div>`
  }
  const vouching = `${zone === '.' ? 'anchor' : 'DS'} ${listed(ds, dsWords)}`
  const keys = `${dnskey.length === 1 ? 'key' : 'keys'} ${listed(dnskey, keyWords)}${rsaBits === undefined ? '' : `, RSA from ${rsaBits} bits`}`
  const end =
    signatureExpires === null ? null : `signed until ${day(signatureExpires)} (${leftWords(now, signatureExpires)})`
  return html`<div class="soft">${vouching} · ${keys}${end === null ? null : ` · ${end}`}</div>`
}

function listed(texts: readonly string[], words: (text: string) => string): string {
  const more = texts.length - KEYS
  return `${texts.slice(0, KEYS).map(words).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function dsWords(text: string): string {
  const [tag = '', , digest] = text.split(' ')
  return `${tag} ${digestTitle(Number(digest))}`
}

/** The bit that marks a key which signs keys. RFC 4034 section 2.1.1. */
const SECURE_ENTRY_POINT = 1

function keyWords(text: string): string {
  const [tag = '', algorithm, flags] = text.split(' ')
  const role = (Number(flags) & SECURE_ENTRY_POINT) === 0 ? 'ZSK' : 'KSK'
  return `${tag} ${algorithmTitle(Number(algorithm))} ${role}`
}

function leftWords(now: string, end: string): string {
  const days = daysBetween(now, end)
  return Date.parse(end) < Date.parse(now) ? `${counted(-days, 'day')} ago` : `in ${counted(days, 'day')}`
}

/** Lookups of one zone that are named one by one. */
const LOOKUPS = 40

function lookupList(lookups: readonly AnyLookup[], zone: string): Part {
  if (lookups.length === 0) return null
  const more = lookups.length - LOOKUPS
  return html`<ul class="lookups">${lookups.slice(0, LOOKUPS).map((lookup) => lookupItem(lookup, zone))}${
    more > 0 ? html`<li>and ${more} more</li>` : null
  }</ul>`
}

const SIGNS = { secure: '✓', insecure: '○', bogus: '✕', indeterminate: '?' } as const

function lookupItem({ type, name, outcome, dnssec, failure }: AnyLookup, zone: string): Fragment {
  const { status, reason, at, ede } = dnssec
  const own =
    name === zone
      ? ''
      : zone !== '' && zone !== '.' && name.endsWith(`.${zone}`)
        ? ` ${name.slice(0, -zone.length - 1)}`
        : ` ${name}`
  const none = outcome === 'nodata' ? ' (none)' : outcome === 'nxdomain' ? ' (no such name)' : ''
  const pill = html`<span class="pill ${DNSSEC_TONES[status]}">${SIGNS[status]} ${type}${own}${none}</span>`
  if (status === 'secure' && failure === undefined) return html`<li>${pill}</li>`
  const because = failure !== undefined && failure.code !== 'dnssec-bogus' ? failureSentence(failure) : reason
  const where = at === undefined || at === zone ? '' : ` at ${at === '.' ? 'the root' : at}`
  return html`<li class="told">${pill} ${status}${where}: ${because}${ede === null ? null : html` <span class="soft">(extended error ${extendedErrorTitle(ede)})</span>`}</li>`
}
