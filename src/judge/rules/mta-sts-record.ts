import type { Evidence } from '../evidence.ts'
import type { DomainRule } from '../rule.ts'
import type { DomainSubject } from '../subject.ts'
import { found } from '../verdict.ts'
import { byState, issues, PUBLISH } from './mta-sts-verdicts.ts'

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

/** Whether a policy is announced. */
export const MTA_STS_RECORD_RULES: readonly DomainRule[] = [missing, recordInvalid, recordsMultiple]

function recordLookup({ facts }: DomainSubject): Evidence {
  const outcome = facts.mtaSts?.record.outcome ?? 'nodata'
  return {
    kind: 'lookup',
    name: `_mta-sts.${facts.domain}`,
    type: 'TXT',
    outcome: outcome === 'records' ? 'nodata' : outcome,
  }
}
