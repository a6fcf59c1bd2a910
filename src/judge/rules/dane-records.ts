import type { Unknown } from '../../base/answer.ts'
import type { Standing } from '../../dane/standing.ts'
import { formatTlsa } from '../../dane/tlsa-text.ts'
import type { Evidence } from '../evidence.ts'
import { daneViews, hasNoName } from '../policies/dane-view.ts'
import type { DomainRule, ExchangerRule } from '../rule.ts'
import type { ExchangerSubject } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle, type Verdict } from '../verdict.ts'
import { byViews, decidedBy } from './dane-verdicts.ts'

const CHECK = 'wiretight dane check {domain}'
const DIG = 'dig +dnssec TLSA _25._tcp.{host}'

const missing: DomainRule = {
  code: 'dane-missing',
  scope: 'domain',
  severity: 'info',
  title: 'There are no TLSA records',
  source: ['RFC 7672 section 1.3'],
  explain:
    'The zones of the exchangers are signed, which is the larger part of DANE, and there are no TLSA records, which is the smaller one. With them every sender that validates insists on TLS and on your key, from the first message on.',
  fix: {
    change: 'dane',
    any: 'Publish `3 1 1` records for the keys of all servers: `wiretight dane generate --from HOST:25` writes them. Have a plan for the next key first: `wiretight dane rollover`.',
  },
  verify: CHECK,
  check: (subject) => {
    const exchangers = subject.exchangers().filter(({ exchanger }) => !hasNoName(exchanger))
    const standings = exchangers.flatMap(daneViews).map(({ standing }) => standing)
    if (exchangers.length === 0) return NOT_APPLICABLE
    if (standings.length === 0) return open('not-asked')
    if (standings.some(({ state }) => state === 'usable' || state === 'unusable-only')) return CLEAR
    if (standings.some(({ state }) => state === 'failed')) return open('unreachable')
    const bare = exchangers.filter((subject) => daneViews(subject).some(({ standing }) => isBare(standing)))
    return bare.length === 0
      ? NOT_APPLICABLE
      : found({ kind: 'exchangers', exchangers: bare.map(({ exchanger }) => exchanger.host) })
  },
}

/** A signed zone without records. */
function isBare(standing: Standing): boolean {
  return standing.state === 'none' && standing.why === 'no-records'
}

const partial: DomainRule = {
  code: 'dane-partial',
  scope: 'domain',
  severity: 'medium',
  title: 'Only some exchangers have TLSA records',
  source: ['RFC 7672 section 2.2.1'],
  explain:
    'Senders use DANE for each exchanger by itself. Somebody on the path who blocks the connections to those with records leaves only the others, where STARTTLS can be stripped as ever.',
  fix: { change: 'dane', any: 'Publish TLSA records for every exchanger, or take those without out of the MX set.' },
  verify: CHECK,
  check: (subject) => {
    const exchangers = subject.exchangers().filter(({ exchanger }) => !hasNoName(exchanger))
    const standings = exchangers.map((subject) => ({
      host: subject.exchanger.host,
      states: daneViews(subject).map(({ standing }) => standing.state),
    }))
    if (exchangers.length < 2) return NOT_APPLICABLE
    if (standings.every(({ states }) => states.length === 0)) return open('not-asked')
    const withRecords = standings.filter(({ states }) => states.includes('usable'))
    const without = standings.filter(({ states }) => states.includes('none') || states.includes('insecure'))
    if (withRecords.length === 0) return NOT_APPLICABLE
    const unsettled = standings.flatMap(({ states }): readonly Unknown[] => {
      if (states.length === 0) return ['not-asked']
      return states.includes('failed') ? ['unreachable'] : []
    })
    return settle(
      without.length === 0 ? [] : [{ kind: 'exchangers', exchangers: without.map(({ host }) => host) }],
      unsettled,
      standings.length,
    )
  },
}

const unsigned: ExchangerRule = {
  code: 'dane-unsigned',
  scope: 'mx',
  severity: 'low',
  title: 'TLSA records in a zone that is not signed',
  source: ['RFC 7672 section 2.1.1', 'RFC 7672 section 2.2.2'],
  explain:
    'TLSA records are there, but nothing proves them, so that senders must ignore them. Whoever published them believes in a protection that does not exist.',
  fix: {
    change: 'dnssec',
    any: 'Sign the zone, and have the registrar publish its DS record; or remove the TLSA records.',
  },
  verify: DIG,
  check: (subject) =>
    byViews(subject, ({ standing, port }) => {
      if (standing.state !== 'insecure') return standing.state === 'failed' ? open('unreachable') : CLEAR
      const count = unprovedRecords(subject, port)
      return count > 0 ? found({ kind: 'records', name: `_${port}._tcp.${subject.exchanger.host}`, count }) : CLEAR
    }),
}

function unprovedRecords({ exchanger }: ExchangerSubject, port: number): number {
  const tried = exchanger.tlsa.find((facts) => facts.port === port)?.tried ?? []
  return Math.max(0, ...tried.map(({ records }) => records.length))
}

const bogus: ExchangerRule = {
  code: 'dane-bogus',
  scope: 'mx',
  severity: 'critical',
  title: 'The signatures of the TLSA records do not hold',
  source: ['RFC 7672 section 2.1.2'],
  explain:
    'The TLSA answer fails validation. Senders that look for TLSA records must treat this exchanger as unreachable: they wait, and return the mail after some days, unless another exchanger takes it.',
  fix: {
    change: 'dnssec',
    any: 'Sign the zone anew. If a proxy or a load balancer answers for it, have it pass TLSA records and their signatures on.',
  },
  verify: 'wiretight dns _25._tcp.{host} TLSA',
  check: (subject) => byFailure(subject, ({ why }) => why === 'tlsa-bogus'),
}

const lookupFailed: ExchangerRule = {
  code: 'dane-lookup-failed',
  scope: 'mx',
  severity: 'high',
  title: 'Questions for TLSA records are not answered',
  source: ['RFC 7672 section 2.1.2', 'RFC 7672 section 2.2.2'],
  explain:
    'The name servers answer for the addresses of this exchanger, and fail or stay silent when they are asked for TLSA. Not to know is not to be told that there are none, so senders that use DANE wait. Old load balancers and firewalls do this.',
  fix: {
    change: 'dnssec',
    any: 'Have every name server of the zone answer TLSA questions, if only with “no such record”, and no firewall drop them.',
  },
  verify: DIG,
  check: (subject) => byFailure(subject, ({ why }) => why === 'tlsa-failed' || why === 'alias-failed'),
}

const noUsableRecord: ExchangerRule = {
  code: 'dane-no-usable-record',
  scope: 'mx',
  severity: 'medium',
  title: 'No TLSA record can be used',
  source: ['RFC 7672 section 2.2', 'RFC 7672 section 3.1.3'],
  explain:
    'There are secure TLSA records, and none that a mail server can use: usages 0 and 1, unknown numbers, or malformed data. Senders then insist on TLS, but take any certificate.',
  fix: { change: 'dane', any: 'Publish `3 1 1` records in their place.' },
  verify: DIG,
  check: (subject) =>
    byViews(subject, ({ standing }) =>
      standing.state === 'unusable-only' ? settle(unusableEvidence(standing.unusable), [], 1) : decidedBy(standing),
    ),
}

const unusableRecord: ExchangerRule = {
  code: 'dane-unusable-record',
  scope: 'mx',
  severity: 'low',
  title: 'Some TLSA records cannot be used',
  source: ['RFC 7672 section 3.1.3', 'RFC 6698 section 2.1'],
  explain:
    'Senders pass over these records and use the others. They protect nothing, and hide that fewer records count than there seem to be.',
  fix: { change: 'dane', any: 'Remove them, or publish `3 1 1` records in their place.' },
  verify: DIG,
  check: (subject) =>
    byViews(subject, ({ standing }) => {
      const some = standing.state === 'usable' && standing.unusable.length > 0
      return some ? settle(unusableEvidence(standing.unusable), [], 1) : decidedBy(standing)
    }),
}

const fullCertificate: ExchangerRule = {
  code: 'dane-full-certificate-fragile',
  scope: 'mx',
  severity: 'info',
  title: 'A TLSA record vouches for a certificate rather than its key',
  source: ['RFC 7671 section 5.1', 'RFC 7672 section 3.1.1'],
  explain:
    'A record with selector 0 (3 0 x) changes with every renewal, even when the key stays. With selector 1 a renewed certificate with the same key needs no change in the DNS.',
  fix: { change: 'dane', any: 'Publish `3 1 1` records instead.' },
  verify: DIG,
  check: (subject) =>
    byViews(subject, ({ standing }) => {
      if (standing.state !== 'usable') return decidedBy(standing)
      const fragile = standing.records.filter(({ usage, selector }) => usage === 3 && selector === 0)
      return fragile.length === 0 ? CLEAR : found({ kind: 'tlsa', records: fragile.map(formatTlsa) })
    }),
}

/** The TLSA records by themselves: whether they are there, can be proved, and can be used. */
export const DANE_RECORD_RULES: readonly (DomainRule | ExchangerRule)[] = [
  missing,
  partial,
  unsigned,
  bogus,
  lookupFailed,
  noUsableRecord,
  unusableRecord,
  fullCertificate,
]

function byFailure(subject: ExchangerSubject, isIt: (standing: Standing & { state: 'failed' }) => boolean): Verdict {
  return byViews(subject, ({ standing }) => {
    if (standing.state !== 'failed') return CLEAR
    if (standing.why === 'address-failed') return open('unreachable')
    if (!isIt(standing)) return CLEAR
    return found({
      kind: 'tlsa-failure',
      name: standing.name ?? subject.exchanger.host,
      ede: standing.ede,
      reason: standing.reason ?? '',
    })
  })
}

function unusableEvidence(
  unusable: readonly { readonly record: Parameters<typeof formatTlsa>[0]; readonly why: string }[],
): readonly Evidence[] {
  return unusable.map(({ record, why }) => ({ kind: 'tlsa-unusable', record: formatTlsa(record), why }))
}
