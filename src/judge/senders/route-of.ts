import type { TlsVersion } from '../../base/answer.ts'
import type { DomainFacts } from '../../facts/domain-facts.ts'
import { matchMx } from '../../mtasts/match.ts'
import { handshakesFail } from '../handshakes-fail.ts'
import { isMailless } from '../mailless.ts'
import { type DaneView as DaneOfPort, daneViews } from '../policies/dane-view.ts'
import { mtaStsView, policyOf } from '../policies/mta-sts-view.ts'
import { validatesFor } from '../policies/validates.ts'
import type { AddressSubject, DomainSubject, ExchangerSubject } from '../subject.ts'
import type { DaneView, Hop, Route } from './route.ts'

/** Cuts the facts of a domain into what the simulation of senders needs; null where no mail goes. */
export function routeOf(subject: DomainSubject): Route | null {
  const { facts } = subject
  if (isMailless(facts)) return null
  const view = mtaStsView(facts)
  const policy = policyOf(view)
  const patterns = policy?.mx ?? null
  const hops = subject.exchangers().flatMap((exchanger) => hopOf(exchanger, facts.domain, patterns))
  return {
    hops,
    mx: mxStatus(facts.mx?.dnssec.status),
    policy: policy === undefined ? undefined : (policy?.mode ?? null),
  }
}

type DnssecStatus = NonNullable<DomainFacts['mx']>['dnssec']['status']

function mxStatus(status: DnssecStatus | undefined): Route['mx'] {
  return status === undefined || status === 'indeterminate' ? 'unknown' : status
}

/** One exchanger; none when it has no address that mail could go to. Of several addresses the weakest stands for all. */
function hopOf(subject: ExchangerSubject, domain: string, patterns: readonly string[] | null): readonly Hop[] {
  const { exchanger, servers } = subject
  const onMx = servers.filter(({ server }) => server.mode === 'starttls')
  if (exchanger.servers.length === 0) return []
  const port = onMx[0]?.server.port ?? 25
  const [first] = onMx
  return [
    {
      host: exchanger.host,
      starttls: worst(onMx.map(speaksTls)),
      refusesStarttls: worstYes(onMx.map(refuses)),
      versions: versionsOf(onMx),
      suites: first === undefined ? {} : suitesOf(first),
      serverPreference: first === undefined ? {} : preferenceOf(first),
      trustedForHost: worst(onMx.map((server) => validatesFor(server, exchanger.host))),
      trustedForDomain: worst(onMx.map((server) => isTrustedForDomain(server, domain))),
      dane: daneOf(daneViews(subject).find((view) => view.port === port)),
      inPolicy: patterns === null ? null : matchMx(exchanger.host, patterns) !== null,
    },
  ]
}

/** Offered, and at least one handshake comes to its end. */
function speaksTls(subject: AddressSubject): boolean | null {
  const { starttls, starttlsReply } = subject.server.smtp
  if (starttls.state === 'refused' && starttlsReply === null) return false
  if (starttls.state === 'unknown') return null
  return handshakesFail(subject).verdict !== 'found'
}

/** Offered, and refused when it is asked for. */
function refuses({ server: { smtp } }: AddressSubject): boolean | null {
  if (smtp.starttls.state === 'unknown') return null
  return smtp.starttls.state === 'refused' && smtp.starttlsReply !== null
}

function isTrustedForDomain(subject: AddressSubject, domain: string): boolean | null {
  // Postfix’s `secure` takes the domain itself and names below it: `smtp_tls_secure_cert_match = nexthop, dot-nexthop`.
  const host = subject.names.find((name) => name === domain || name.endsWith(`.${domain}`))
  const ofDomain = validatesFor(subject, domain)
  return ofDomain === true || host === undefined ? ofDomain : validatesFor(subject, host)
}

const VERSIONS: readonly TlsVersion[] = ['ssl2', 'ssl3', 'tls10', 'tls11', 'tls12', 'tls13']

function versionsOf(servers: readonly AddressSubject[]): Hop['versions'] {
  const of = (version: TlsVersion): boolean | null =>
    worst(
      servers.map(({ server }) => {
        const { state } = server.versions[version]
        return state === 'unknown' ? null : state === 'accepted'
      }),
    )
  return Object.fromEntries(VERSIONS.map((version) => [version, of(version)])) as Hop['versions']
}

/** Accepted suites in the order of the server; the others behind them as they were found. */
function suitesOf({ server }: AddressSubject): Hop['suites'] {
  const of = (version: TlsVersion): readonly number[] =>
    server.suites[version]
      .filter(({ state }) => state === 'accepted')
      .toSorted((a, b) => (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER))
      .map(({ id }) => Number(id))
  return { tls12: of('tls12'), tls13: of('tls13'), tls11: of('tls11'), tls10: of('tls10'), ssl3: of('ssl3') }
}

function preferenceOf({ server }: AddressSubject): Hop['serverPreference'] {
  const of = (version: TlsVersion): boolean | null => {
    const preference = server.preference[version]
    return preference === 'unknown' ? null : preference === 'server'
  }
  return { tls12: of('tls12'), tls13: of('tls13'), tls11: of('tls11'), tls10: of('tls10'), ssl3: of('ssl3') }
}

function daneOf(view: DaneOfPort | undefined): DaneView {
  switch (view?.standing.state) {
    case undefined:
      return 'unknown'
    case 'none':
    case 'insecure':
      return 'none'
    case 'unusable-only':
      return 'unusable'
    case 'failed':
      return 'lookup-failed'
    case 'usable':
      if (view?.coverage === null || view?.coverage.state === 'unseen') return 'unknown'
      return view?.coverage.state === 'covered' ? 'matches' : 'mismatch'
    default:
      return 'unknown'
  }
}

/** One no decides; one open answer leaves it open. */
function worst(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(false)) return false
  return answers.length > 0 && !answers.includes(null) ? true : null
}

function worstYes(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true
  return answers.length > 0 && !answers.includes(null) ? false : null
}
