import type { Failure, FailureCode } from '../../base/failure.ts'
import { coverMx } from '../../mtasts/match.ts'
import type { Policy } from '../../mtasts/policy.ts'
import type { Evidence } from '../evidence.ts'
import { mtaStsDelivery } from '../policies/mta-sts-delivery.ts'
import { type MtaStsView, mtaStsView } from '../policies/mta-sts-view.ts'
import type { DomainRule, Fix } from '../rule.ts'
import type { DomainSubject } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle, type Verdict } from '../verdict.ts'

const CHECK = 'wiretight mta-sts check {domain}'
const FETCH = 'curl --verbose https://mta-sts.{domain}/.well-known/mta-sts.txt'
const PUBLISH: Fix = {
  change: 'mta-sts',
  any: 'Serve a policy at https://mta-sts.DOMAIN/.well-known/mta-sts.txt, then publish the TXT record `_mta-sts` with a new id: `wiretight mta-sts generate DOMAIN --mode enforce` writes both.',
}

const missing: DomainRule = {
  code: 'mta-sts-missing',
  scope: 'domain',
  severity: 'info',
  title: 'There is no MTA-STS policy',
  source: ['RFC 8461 section 3.1'],
  explain:
    'The domain announces no policy of RFC 8461. Senders that know only MTA-STS, the largest mailbox providers among them, encrypt mail to this domain when nobody hinders them, and deliver it in clear when somebody does.',
  fix: PUBLISH,
  verify: 'dig +short TXT _mta-sts.{domain}',
  check: (subject) => byState(subject, { none: () => found(recordLookup(subject)) }),
}

const recordInvalid: DomainRule = {
  code: 'mta-sts-record-invalid',
  scope: 'domain',
  severity: 'medium',
  title: 'The MTA-STS record does not fit the grammar',
  source: ['RFC 8461 section 3.1'],
  explain:
    'There is a TXT record at `_mta-sts`, but senders that read it by the grammar discard it. To them the domain has no new policy; those that hold an older one keep it until it runs out.',
  fix: {
    change: 'mta-sts',
    any: 'Publish `v=STSv1; id=20261124` with an id of 1 to 32 letters and digits, and nothing else.',
  },
  verify: 'wiretight mta-sts parse --record "$(dig +short TXT _mta-sts.{domain})"',
  check: (subject) => byState(subject, { 'record-invalid': ({ record }) => issues('mta-sts-record', record.errors) }),
}

const recordsMultiple: DomainRule = {
  code: 'mta-sts-records-multiple',
  scope: 'domain',
  severity: 'medium',
  title: 'There are several MTA-STS records',
  source: ['RFC 8461 section 3.1'],
  explain:
    'More than one TXT record at `_mta-sts` begins with `v=STSv1;`. Senders must then act as if there were none, so that the policy protects nobody who does not hold it already.',
  fix: { change: 'mta-sts', any: 'Remove all but one of the records.' },
  verify: 'dig +short TXT _mta-sts.{domain}',
  check: (subject) =>
    byState(subject, {
      multiple: ({ count }) => found({ kind: 'records', name: `_mta-sts.${subject.facts.domain}`, count }),
    }),
}

/** What a failed fetch is a case of; all other failures make the host unreachable. */
const FETCH_RULES: Readonly<Partial<Record<FailureCode, DomainRule['code']>>> = {
  'certificate-untrusted': 'mta-sts-policy-certificate',
  'certificate-expired': 'mta-sts-policy-certificate',
  'certificate-not-yet-valid': 'mta-sts-policy-certificate',
  'certificate-name-mismatch': 'mta-sts-policy-certificate',
  'tls-handshake-failed': 'mta-sts-policy-certificate',
  'http-redirect': 'mta-sts-policy-redirect',
  'http-status': 'mta-sts-policy-status',
  'http-media-type': 'mta-sts-policy-media-type',
  'stream-too-long': 'mta-sts-policy-invalid',
}

const UNREACHABLE: DomainRule['code'] = 'mta-sts-policy-unreachable'

function ruleOf({ code }: Failure): DomainRule['code'] {
  return FETCH_RULES[code] ?? UNREACHABLE
}

const NO_POLICY =
  ' Senders without a policy in their cache go on without one; the others keep the old one until it runs out, and then have none either.'

const policyUnreachable: DomainRule = {
  code: UNREACHABLE,
  scope: 'domain',
  severity: 'medium',
  title: 'The MTA-STS policy cannot be fetched',
  source: ['RFC 8461 section 3.3'],
  explain: `A record announces a policy, but its host has no address, cannot be reached, or does not answer within the time that senders give it.${NO_POLICY}`,
  fix: {
    change: 'mta-sts',
    any: 'Give mta-sts.DOMAIN an address, or make it an alias of a provider that serves the policy, and let port 443 through.',
  },
  verify: FETCH,
  check: (subject) => byFetch(subject, UNREACHABLE),
}

const policyStatus: DomainRule = {
  code: 'mta-sts-policy-status',
  scope: 'domain',
  severity: 'medium',
  title: 'The policy host answers with an error',
  source: ['RFC 8461 section 3.3'],
  explain: `Only the status 200 brings a policy.${NO_POLICY}`,
  fix: { change: 'mta-sts', any: 'Put the policy at the path /.well-known/mta-sts.txt of the host mta-sts.DOMAIN.' },
  verify: FETCH,
  check: (subject) => byFetch(subject, 'mta-sts-policy-status'),
}

const policyRedirect: DomainRule = {
  code: 'mta-sts-policy-redirect',
  scope: 'domain',
  severity: 'medium',
  title: 'The policy host redirects',
  source: ['RFC 8461 section 3.3'],
  explain: `Senders must not follow redirects when they fetch a policy: whoever controls another address would control the policy.${NO_POLICY}`,
  fix: {
    change: 'mta-sts',
    any: 'Serve the policy itself at https://mta-sts.DOMAIN/.well-known/mta-sts.txt, without a redirect to a path, to www, or to another host. An alias in the DNS is allowed.',
  },
  verify: FETCH,
  check: (subject) => byFetch(subject, 'mta-sts-policy-redirect'),
}

const policyMediaType: DomainRule = {
  code: 'mta-sts-policy-media-type',
  scope: 'domain',
  severity: 'medium',
  title: 'The policy is not served as text/plain',
  source: ['RFC 8461 section 3.2'],
  explain: `The media type of a policy must be text/plain, which keeps pages that users can write from being taken for one. Senders that check it refuse this policy.${NO_POLICY}`,
  fix: { change: 'mta-sts', any: 'Serve the file with `Content-Type: text/plain`.' },
  verify: FETCH,
  check: (subject) => byFetch(subject, 'mta-sts-policy-media-type'),
}

const policyCertificate: DomainRule = {
  code: 'mta-sts-policy-certificate',
  scope: 'domain',
  severity: 'medium',
  title: 'The certificate of the policy host is not accepted',
  source: ['RFC 8461 section 3.3', 'RFC 9525'],
  explain: `A policy is only as good as the certificate it is fetched with: trusted, in date, and with the DNS name mta-sts.DOMAIN among its subjectAltNames.${NO_POLICY}`,
  fix: {
    change: 'mta-sts',
    any: 'Have a certificate for mta-sts.DOMAIN issued by a public authority, and renew it by itself.',
  },
  verify: 'openssl s_client -connect mta-sts.{domain}:443 -servername mta-sts.{domain} -verify_return_error </dev/null',
  check: (subject) => byFetch(subject, 'mta-sts-policy-certificate'),
}

const policyInvalid: DomainRule = {
  code: 'mta-sts-policy-invalid',
  scope: 'domain',
  severity: 'medium',
  title: 'The MTA-STS policy does not fit the grammar',
  source: ['RFC 8461 section 3.2'],
  explain: `What the policy host serves is no policy: a key is missing, a line is malformed, or it is larger than senders read.${NO_POLICY}`,
  fix: PUBLISH,
  verify: `${FETCH} | wiretight mta-sts parse --policy -`.replace('--verbose', '--silent'),
  check: (subject) =>
    byState(subject, {
      'policy-invalid': ({ parsed }) => issues('mta-sts-policy', parsed.errors),
      unfetched: ({ failure }) => foundByFailure(failure, 'mta-sts-policy-invalid'),
    }),
}

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
  source: ['RFC 8461 section 5.1'],
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

/** MTA-STS: whether a policy is announced, whether senders get it, and whether the servers keep what it promises. */
export const MTA_STS_RULES: readonly DomainRule[] = [
  missing,
  recordInvalid,
  recordsMultiple,
  policyUnreachable,
  policyStatus,
  policyRedirect,
  policyMediaType,
  policyCertificate,
  policyInvalid,
  modeNone,
  modeTesting,
  maxAgeShort,
  mxNotCovered,
  patternUnused,
  idUnchanged,
  breaksDelivery,
]

type Cases = { readonly [State in MtaStsView['state']]?: (view: Extract<MtaStsView, { state: State }>) => Verdict }

/** The verdict of the case that holds; clear for any other that is known. */
function byState({ facts }: DomainSubject, cases: Cases): Verdict {
  if (facts.kind === 'server' || isNullMx(facts.route)) return NOT_APPLICABLE
  const view = mtaStsView(facts)
  // The compiler cannot see that the function found belongs to the view it is found by.
  const decide = cases[view.state] as ((view: MtaStsView) => Verdict) | undefined
  return decide?.(view) ?? whyOpen(view) ?? CLEAR
}

/** A domain that takes no mail needs no policy. */
function isNullMx(route: DomainSubject['facts']['route']): boolean {
  return route === 'null-mx' || route === 'none'
}

function byFetch(subject: DomainSubject, code: DomainRule['code']): Verdict {
  return byState(subject, { unfetched: ({ failure }) => foundByFailure(failure, code) })
}

function foundByFailure(failure: Failure, code: DomainRule['code']): Verdict {
  return ruleOf(failure) === code ? found({ kind: 'failure', failure }) : CLEAR
}

/** A question about the text of a policy; without one it makes no sense. */
function byPolicy(subject: DomainSubject, decide: (policy: Policy) => Verdict): Verdict {
  if (subject.facts.kind === 'server') return NOT_APPLICABLE
  const view = mtaStsView(subject.facts)
  return view.state === 'valid' ? decide(view.policy) : (whyOpen(view) ?? NOT_APPLICABLE)
}

/** Why nothing is known; null when something is. */
function whyOpen(view: MtaStsView): Verdict | null {
  if (view.state === 'not-asked') return open('not-asked')
  return view.state === 'lookup-failed' ? open(view.why) : null
}

function issues(
  kind: 'mta-sts-record' | 'mta-sts-policy',
  errors: readonly { readonly code: string; readonly at: number; readonly text: string }[],
): Verdict {
  const [first, ...rest] = errors.map(
    ({ code, at, text }): Evidence => ({ kind: 'text-issue', about: kind, code, at, text }),
  )
  return first === undefined ? CLEAR : found(first, ...rest)
}

function recordLookup({ facts }: DomainSubject): Evidence {
  const outcome = facts.mtaSts?.record.outcome ?? 'nodata'
  return {
    kind: 'lookup',
    name: `_mta-sts.${facts.domain}`,
    type: 'TXT',
    outcome: outcome === 'records' ? 'nodata' : outcome,
  }
}

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
