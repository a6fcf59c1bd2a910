import { inWords } from '../base/in-words.ts'
import type { DomainFacts } from '../facts/domain-facts.ts'
import { ruleByCode } from '../judge/catalogue.ts'
import type { RuleCode } from '../judge/codes.ts'
import type { Finding } from '../judge/finding.ts'
import type { Judgement } from '../judge/judge.ts'
import { isMailless } from '../judge/mailless.ts'
import type { SubjectRef } from '../judge/subject.ts'
import { harmless } from './harmless.ts'
import { failureSentence } from './wording.ts'

/** Findings that mean: mail to this server travels in clear. */
const IN_CLEAR: ReadonlySet<RuleCode> = new Set([
  'starttls-missing',
  'starttls-mangled',
  'starttls-refused-temporarily',
  'starttls-refused',
  'starttls-broken',
])

/**
 * The first sentence of every report: what it comes to, in plain words. It claims nothing that was not looked at, and calls
 * nothing safe that somebody on the path can switch off.
 */
export function headline(facts: DomainFacts, judgement: Judgement): string {
  const { findings, scores } = judgement
  const mail = facts.kind === 'server' ? 'Mail to this server' : 'Mail to this domain'
  const unroutable = withoutRoute(facts)
  if (unroutable !== null) return unroutable
  if (scores.domain.grade === null) return nothingSeen(facts)

  const inClear = new Set(
    findings
      .filter(({ code, subject }) => IN_CLEAR.has(code) && !isImplicit(facts, subject))
      .map(({ subject }) => subject.mx),
  )
  const judged = scores.mx.filter(({ grade }) => grade !== null).map(({ host }) => host)
  if (inClear.size > 0) {
    if (judged.every((host) => inClear.has(host))) {
      const broken = findings.every(({ code }) => !IN_CLEAR.has(code) || code === 'starttls-broken')
      return broken
        ? `${mail} travels in clear or not at all: TLS starts, but no handshake succeeds.`
        : `${mail} travels in clear: anyone on the path can read it.`
    }
    const names = inWords([...inClear].map((host) => harmless(host ?? '', 80)))
    return `Part of the mail travels in clear, where anyone on the path can read it: that to ${names}.`
  }
  const broken = findings.filter(({ code }) => code === 'starttls-broken')
  if (broken.length > 0 && broken.length === scores.addresses.filter(({ grade }) => grade !== null).length) {
    return `${mail} cannot be sent: TLS is all there is, and no handshake succeeds.`
  }
  const worst = findings.find(({ severity }) => severity === 'critical' || severity === 'high')
  if (worst !== undefined) return `${mail} is encrypted, but ${fault(worst)}.`
  const silent = scores.mx.length - judged.length
  if (silent > 0)
    return `Mail to the servers that answered is encrypted; ${silent} of ${scores.mx.length} could not be examined.`
  return `${mail} is encrypted${underAttack(facts, judgement)}.`
}

/** Whether encryption stands up to somebody on the path. */
function underAttack({ kind }: DomainFacts, { protection, provisional }: Judgement): string {
  const state = protection?.state ?? 'unknown'
  switch (state) {
    case 'none':
      return ', but anyone on the path can switch that off'
    case 'first-use':
      return ', and senders that hold its MTA-STS policy insist on it'
    case 'full':
      return ', and senders that validate DANE insist on it'
    case 'unknown':
      if (provisional) return ', as far as it could be determined'
      return kind === 'server' ? '' : '; whether senders insist on that could not be determined'
    default:
      return state satisfies never
  }
}

/** Where TLS comes first nothing can be sent in clear. */
function isImplicit({ servers }: DomainFacts, { address, port }: SubjectRef): boolean {
  return servers.some((server) => server.mode === 'implicit' && server.address === address && server.port === port)
}

const NOTHING_ACCEPTS = 'Nothing accepts mail for this domain.'

function withoutRoute(facts: DomainFacts): string | null {
  const { route, domain, mx } = facts
  switch (route) {
    case 'none':
      return NOTHING_ACCEPTS
    case 'null-mx':
      return 'This domain says that it takes no mail.'
    case 'unknown': {
      const why = mx?.failure === undefined ? '' : `: ${failureSentence(mx.failure)}`
      return `It could not be found out where mail for ${harmless(domain, 80)} goes${why}.`
    }
    case 'implicit':
      return isMailless(facts) ? NOTHING_ACCEPTS : null
    case 'mx':
    case 'target':
      return null
    default:
      return route satisfies never
  }
}

/** Why no server has a grade: the one reason, or none when they differ. */
function nothingSeen({ kind, servers }: DomainFacts): string {
  const failures = new Set(
    servers.flatMap(({ smtp: { failure } }) => (failure === null ? [] : [failureSentence(failure)])),
  )
  const one = kind === 'server' ? 'This server' : 'The mail server'
  const which = `${servers.length === 1 ? one : 'None of the mail servers'} could${servers.length === 1 ? ' not' : ''} be examined`
  const [only] = failures
  return failures.size === 1 && only !== undefined ? `${which}: ${only}.` : `${which}.`
}

/** The title of a finding's rule in the middle of a sentence. */
function fault({ code }: Finding): string {
  const title = ruleByCode(code)?.title ?? code
  return /^(?:A|An|The|No|Nothing|Something|Commands|Passwords|Suites|Mail|All|Renegotiation|Clients|Certificates) /.test(
    title,
  )
    ? `${title.charAt(0).toLowerCase()}${title.slice(1)}`
    : title
}
