import { coverMx } from '../../mtasts/match.ts'
import type { Evidence } from '../evidence.ts'
import { mtaStsDelivery } from '../policies/mta-sts-delivery.ts'
import { mtaStsView } from '../policies/mta-sts-view.ts'
import type { DomainRule } from '../rule.ts'
import type { DomainSubject } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, settle } from '../verdict.ts'
import { byPolicy, PUBLISH, whyOpen } from './mta-sts-verdicts.ts'

const CHECK = 'wiretight mta-sts check {domain}'

const modeNone: DomainRule = {
  code: 'mta-sts-mode-none',
  scope: 'domain',
  severity: 'info',
  title: 'The MTA-STS policy is withdrawn',
  source: ['RFC 8461 section 8.3'],
  explain:
    'The mode `none` tells senders to forget the policy they hold. That is the right way to end MTA-STS: once the longest max_age that was ever published is over, record and policy can go. Until then nothing is enforced.',
  fix: PUBLISH,
  verify: CHECK,
  check: (subject) =>
    byPolicy(subject, ({ mode }) => (mode === 'none' ? found({ kind: 'policy-mode', mode, days: null }) : CLEAR)),
}

const modeTesting: DomainRule = {
  code: 'mta-sts-mode-testing',
  scope: 'domain',
  severity: 'info',
  cases: [
    {
      when: { daysAtLeast: 90 },
      severity: 'low',
      because: 'after three months a test has shown what it can show',
    },
  ],
  title: 'The MTA-STS policy is only tested',
  source: ['RFC 8461 section 5'],
  explain:
    'In the mode `testing` senders report what would have failed, and deliver all the same, in clear if need be. It is the right first step, and protects nobody.',
  fix: {
    change: 'mta-sts',
    any: 'When the reports of TLS-RPT show no failures of your own, publish the policy with `mode: enforce` and then a new id.',
  },
  verify: CHECK,
  check: (subject) =>
    byPolicy(subject, ({ mode }) => {
      return mode === 'testing' ? found({ kind: 'policy-mode', mode, days: testingDays(subject) }) : CLEAR
    }),
}

const maxAgeShort: DomainRule = {
  code: 'mta-sts-max-age-short',
  scope: 'domain',
  severity: 'low',
  cases: [{ when: { daysAtMost: 0 }, severity: 'high', because: 'less than a day is no protection to speak of' }],
  title: 'Senders forget the policy soon',
  source: ['RFC 8461 section 3.2'],
  explain:
    'For max_age seconds after a fetch a sender holds to the policy, whatever an attacker does meanwhile. Whoever can hinder a refresh for that long wins; weeks are meant, a year is the most.',
  fix: { change: 'mta-sts', any: 'Set `max_age: 2592000` (30 days) or more, once the policy has proved itself.' },
  verify: CHECK,
  check: (subject) =>
    byPolicy(subject, ({ mode, maxAgeSeconds }) => {
      if (mode !== 'enforce') return NOT_APPLICABLE
      const days = Math.floor(maxAgeSeconds / DAY_SECONDS)
      return days < FOUR_WEEKS_DAYS ? found({ kind: 'max-age', seconds: maxAgeSeconds, days }) : CLEAR
    }),
}

const DAY_SECONDS = 86_400
const FOUR_WEEKS_DAYS = 28

const mxNotCovered: DomainRule = {
  code: 'mta-sts-mx-not-covered',
  scope: 'domain',
  severity: 'low',
  cases: [
    { when: { mode: 'enforce' }, severity: 'high', because: 'senders that enforce the policy deliver nothing there' },
  ],
  title: 'An exchanger is not in the MTA-STS policy',
  source: ['RFC 8461 section 4.1', 'RFC 8461 section 5'],
  explain:
    'No `mx` line of the policy matches the name of an exchanger. Senders that hold to the policy pass it over; when they pass over all of them, mail waits and is returned in the end. A pattern such as *.example.com stands for exactly one label.',
  fix: {
    change: 'mta-sts',
    any: 'Add the names of all exchangers to the policy, then publish a new id. When exchangers change: policy first, MX records later.',
  },
  verify: CHECK,
  check: (subject) =>
    byPolicy(subject, (policy) => {
      const hosts = hostsOf(subject)
      if (policy.mode === 'none' || hosts.length === 0) return NOT_APPLICABLE
      const { uncovered } = coverMx(hosts, policy.mx)
      return uncovered.length === 0 ? CLEAR : found({ kind: 'policy-hosts', hosts: uncovered, mode: policy.mode })
    }),
}

const patternUnused: DomainRule = {
  code: 'mta-sts-pattern-unused',
  scope: 'domain',
  severity: 'info',
  title: 'A line of the MTA-STS policy matches no exchanger',
  source: ['RFC 8461 section 4.1'],
  explain:
    'The policy names a host that is no exchanger of this domain. That is harmless when it prepares a change; left over from one, it lets a host receive mail that should not any more.',
  fix: { change: 'mta-sts', any: 'Remove the line, unless that host becomes an exchanger soon.' },
  verify: CHECK,
  check: (subject) =>
    byPolicy(subject, (policy) => {
      const hosts = hostsOf(subject)
      if (hosts.length === 0) return NOT_APPLICABLE
      const { unused } = coverMx(hosts, policy.mx)
      return unused.length === 0 ? CLEAR : found({ kind: 'policy-patterns', patterns: unused })
    }),
}

const idUnchanged: DomainRule = {
  code: 'mta-sts-id-unchanged',
  scope: 'domain',
  severity: 'medium',
  title: 'The policy has changed and its id has not',
  source: ['RFC 8461 section 3.1'],
  explain:
    'Senders look at the id in the DNS to learn that there is a new policy. With the old id those that hold the old text keep it until it runs out, so that an exchanger that was added meanwhile gets no mail from them.',
  fix: {
    change: 'mta-sts',
    any: 'Publish a new id whenever the text changes; `wiretight mta-sts generate` derives it from the text.',
  },
  verify: 'dig +short TXT _mta-sts.{domain}',
  check: ({ facts }) => {
    if (facts.kind === 'server') return NOT_APPLICABLE
    const view = mtaStsView(facts)
    const earlier = facts.mtaSts?.earlier ?? null
    if (view.state !== 'valid') return whyOpen(view) ?? NOT_APPLICABLE
    // Without an earlier look there is nothing to compare with.
    if (earlier === null) return NOT_APPLICABLE
    const isSame = earlier.id === view.record.id && earlier.text !== view.text
    return isSame ? found({ kind: 'policy-id', id: earlier.id, since: earlier.at }) : CLEAR
  },
}

const breaksDelivery: DomainRule = {
  code: 'mta-sts-enforce-breaks-delivery',
  scope: 'domain',
  severity: 'critical',
  cases: [{ when: { reach: 'part' }, severity: 'high', because: 'mail still finds another exchanger' }],
  title: 'The enforced policy keeps mail away',
  source: ['RFC 8461 section 5'],
  explain:
    'The policy demands TLS with a trusted certificate for the name of the exchanger, and an exchanger of this domain does not have that. Senders that hold to the policy do not deliver there. When no exchanger fulfils it their mail waits, and after some days it is returned: mail is being lost now.',
  fix: {
    change: 'certificate',
    any: 'Give each exchanger a trusted certificate for its MX name, with the whole chain. Until then withdraw the policy: `wiretight mta-sts generate DOMAIN --withdraw`.',
  },
  verify: CHECK,
  check: (subject) => {
    if (subject.facts.kind === 'server') return NOT_APPLICABLE
    const view = mtaStsView(subject.facts)
    if (view.state !== 'valid') return whyOpen(view) ?? NOT_APPLICABLE
    if (view.policy.mode !== 'enforce') return NOT_APPLICABLE
    const hosts = mtaStsDelivery(subject, view.policy)
    if (hosts.length === 0) return NOT_APPLICABLE
    const failing = hosts.filter(({ accepts }) => accepts === false)
    const reach = failing.length === hosts.length ? 'all' : 'part'
    return settle(
      failing.map(({ host, why }): Evidence => ({ kind: 'policy-unfulfilled', host, why, reach })),
      hosts.flatMap(({ unknown }) => (unknown === null ? [] : [unknown])),
      hosts.length,
    )
  },
}

/** Whether the policy does what it is for, and whether the servers keep what it promises. */
export const MTA_STS_POLICY_RULES: readonly DomainRule[] = [
  modeNone,
  modeTesting,
  maxAgeShort,
  mxNotCovered,
  patternUnused,
  idUnchanged,
  breaksDelivery,
]

/** The exchangers; the domain itself where there are no MX records (RFC 5321 section 5.1). */
function hostsOf({ facts: { exchangers } }: DomainSubject): readonly string[] {
  return exchangers.map(({ host }) => host)
}

const DAY_MILLISECONDS = 86_400_000

/** Days for which the policy has been in testing, as far as earlier facts tell; null without any. */
function testingDays({ facts, at }: DomainSubject): number | null {
  const since = facts.mtaSts?.earlier?.testingSince ?? null
  return since === null ? null : Math.floor((at - Date.parse(since)) / DAY_MILLISECONDS)
}
