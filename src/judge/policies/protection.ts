import type { Unknown } from '../../base/answer.ts'
import { isMailless } from '../mailless.ts'
import type { DomainSubject, ExchangerSubject } from '../subject.ts'
import { foremost } from '../verdict.ts'
import { daneViews } from './dane-view.ts'
import { mtaStsDelivery } from './mta-sts-delivery.ts'
import { mtaStsView } from './mta-sts-view.ts'

/**
 * What keeps mail to a domain from being read by somebody on the path who strips STARTTLS or forges a certificate.
 *
 * - `full`: DANE on every exchanger, from the first message on
 * - `first-use`: MTA-STS, which a sender must have fetched before it is attacked; `open`: why it is not known whether DANE
 *   protects besides, null when it does not
 * - `none`: nothing
 * - `unknown`: not determined, with the foremost reason
 */
export type Protection =
  | { readonly state: 'full' | 'none' }
  | { readonly state: 'first-use'; readonly open: Unknown | null }
  | { readonly state: 'unknown'; readonly why: Unknown }

/** Judges the protection of a domain against a downgrade; null where there is no mail to protect. */
export function protectionOf(subject: DomainSubject): Protection | null {
  const { facts } = subject
  if (facts.kind === 'server' || isMailless(facts)) return null
  if (facts.route === 'unknown') return { state: 'unknown', why: 'unreachable' }
  const dane = ofDane(subject)
  if (dane === true) return { state: 'full' }
  const policy = ofMtaSts(subject)
  if (policy === true) return { state: 'first-use', open: dane === false ? null : dane }
  const why = foremost([dane, policy].flatMap((reason) => (typeof reason === 'string' ? [reason] : [])))
  return why === null ? { state: 'none' } : { state: 'unknown', why }
}

/** True when it protects, false when not, else why that is not known. */
type Protects = boolean | Unknown

/** DANE protects when the MX records and every exchanger are secure and authenticate. */
function ofDane({ facts, exchangers }: DomainSubject): Protects {
  const hosts = exchangers()
  const mx = facts.mx?.dnssec.status
  if (mx !== 'secure') return mx === 'insecure' ? false : 'unreachable'
  return hosts.length === 0 ? false : all(hosts.map(ofHost))
}

function ofHost(subject: ExchangerSubject): Protects {
  const views = daneViews(subject)
  if (views.length === 0) return 'not-asked'
  return all(
    views.map(({ standing, coverage }): Protects => {
      if (standing.state === 'failed') return 'unreachable'
      if (standing.state !== 'usable' || coverage === null) return false
      return coverage.state === 'unseen'
        ? (subject.servers[0]?.server.openBecause ?? 'unreachable')
        : coverage.state === 'covered'
    }),
  )
}

function ofMtaSts(subject: DomainSubject): Protects {
  const view = mtaStsView(subject.facts)
  if (view.state === 'not-asked') return 'not-asked'
  if (view.state === 'lookup-failed') return view.why
  if (view.state !== 'valid' || view.policy.mode !== 'enforce') return false
  const hosts = mtaStsDelivery(subject, view.policy)
  // An exchanger that fails is passed over, which protects, too, as long as another one takes the mail.
  if (hosts.some(({ accepts }) => accepts === true)) return true
  return foremost(hosts.flatMap(({ unknown }) => (unknown === null ? [] : [unknown]))) ?? false
}

function all(answers: readonly Protects[]): Protects {
  if (answers.includes(false)) return false
  return answers.find((answer) => typeof answer === 'string') ?? true
}
