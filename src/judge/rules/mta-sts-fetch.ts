import type { Failure, FailureCode } from '../../base/failure.ts'
import type { DomainRule } from '../rule.ts'
import type { DomainSubject } from '../subject.ts'
import { CLEAR, found, type Verdict } from '../verdict.ts'
import { byState, issues, PUBLISH } from './mta-sts-verdicts.ts'

const FETCH = 'curl --verbose https://mta-sts.{domain}/.well-known/mta-sts.txt'

/** What a failed fetch is a case of; all other failures make the host unreachable. */
const FETCH_RULES: Readonly<Partial<Record<FailureCode, DomainRule['code']>>> = {
  'certificate-untrusted': 'mta-sts-policy-certificate',
  'certificate-expired': 'mta-sts-policy-certificate',
  'certificate-not-yet-valid': 'mta-sts-policy-certificate',
  'certificate-name-mismatch': 'mta-sts-policy-certificate',
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
  explain: `A record announces a policy, but its host has no address, cannot be reached, offers no TLS that works, or does not answer within the time that senders give it.${NO_POLICY}`,
  fix: {
    change: 'mta-sts',
    any: 'Give mta-sts.DOMAIN an address, or make it an alias of a provider that serves the policy, and let port 443 through; TLS 1.2 or later must be possible there for that name.',
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

/** Whether senders get the policy. */
export const MTA_STS_FETCH_RULES: readonly DomainRule[] = [
  policyUnreachable,
  policyStatus,
  policyRedirect,
  policyMediaType,
  policyCertificate,
  policyInvalid,
]

function byFetch(subject: DomainSubject, code: DomainRule['code']): Verdict {
  return byState(subject, { unfetched: ({ failure }) => foundByFailure(failure, code) })
}

function foundByFailure(failure: Failure, code: DomainRule['code']): Verdict {
  return ruleOf(failure) === code ? found({ kind: 'failure', failure }) : CLEAR
}
