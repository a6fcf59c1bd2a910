import { unprintable } from '../../base/printable.ts'
import { selectRecord } from '../../tlsrpt/select-record.ts'
import { whyFailed } from '../conversation.ts'
import type { Evidence } from '../evidence.ts'
import { isMailless } from '../mailless.ts'
import type { DomainRule } from '../rule.ts'
import type { DomainSubject } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle, type Verdict } from '../verdict.ts'

const DIG = 'dig +short TXT _smtp._tls.{domain}'

const missing: DomainRule = {
  code: 'tls-rpt-missing',
  scope: 'domain',
  severity: 'low',
  title: 'Nobody is told when encryption fails',
  source: ['RFC 8460 section 3'],
  explain:
    'With a record for TLS reporting the large senders tell once a day how their connections to this domain went: which succeeded, which failed, and why. Without it a domain that enforces MTA-STS or DANE learns of its own mistakes from users who miss mail, and of attacks not at all.',
  fix: {
    change: 'tls-rpt',
    any: 'Publish `_smtp._tls.DOMAIN TXT "v=TLSRPTv1; rua=mailto:tls-reports@DOMAIN"`; `wiretight tls-rpt generate` writes it, `wiretight tls-rpt read` reads what comes.',
  },
  verify: DIG,
  check: (subject) =>
    byRecord(subject, (selection) => (selection.verdict === 'none' ? found(lookupOf(subject)) : CLEAR)),
}

const invalid: DomainRule = {
  code: 'tls-rpt-invalid',
  scope: 'domain',
  severity: 'low',
  title: 'The record for TLS reporting does not fit the grammar',
  source: ['RFC 8460 section 3'],
  explain:
    'A record is there, but senders that read it by the grammar discard it and report nothing. Whoever published it waits for reports that never come, and takes their absence for good news.',
  fix: {
    change: 'tls-rpt',
    any: 'Publish `v=TLSRPTv1; rua=mailto:tls-reports@DOMAIN`, with commas, semicolons and exclamation marks in addresses percent-encoded.',
  },
  verify: 'wiretight tls-rpt parse --record "$(dig +short TXT _smtp._tls.{domain})"',
  check: (subject) =>
    byRecord(subject, ({ verdict, errors }) => {
      if (verdict === 'none') return NOT_APPLICABLE
      const [first, ...rest] = errors.map(
        ({ code, text }): Evidence => ({ kind: 'text-issue', about: 'tls-rpt-record', code, at: 0, text }),
      )
      return verdict === 'invalid' && first !== undefined ? found(first, ...rest) : CLEAR
    }),
}

const multiple: DomainRule = {
  code: 'tls-rpt-multiple',
  scope: 'domain',
  severity: 'low',
  title: 'There are several records for TLS reporting',
  source: ['RFC 8460 section 3'],
  explain:
    'More than one record begins with `v=TLSRPTv1;`. Senders must then act as if there were none, so that nobody reports, whatever each record says by itself.',
  fix: { change: 'tls-rpt', any: 'Remove all but one; several destinations stand in one `rua`, separated by commas.' },
  verify: DIG,
  check: (subject) =>
    byRecord(subject, ({ verdict, found: count }) => {
      if (verdict === 'none') return NOT_APPLICABLE
      return verdict === 'multiple'
        ? found({ kind: 'records', name: `_smtp._tls.${subject.facts.domain}`, count })
        : CLEAR
    }),
}

const destinationUnreachable: DomainRule = {
  code: 'tls-rpt-destination-unreachable',
  scope: 'domain',
  severity: 'low',
  title: 'Reports have nowhere to go',
  source: ['RFC 8460 section 3', 'RFC 8460 section 5.3'],
  explain:
    'A destination of the record cannot take reports: its domain does not exist, takes no mail, or has no address. What senders write there is lost.',
  fix: { change: 'tls-rpt', any: 'Name a mailbox or an https: address that exists.' },
  verify: DIG,
  check: (subject) =>
    byRecord(subject, ({ verdict }) => {
      const reach = subject.facts.tlsRpt?.reach ?? []
      if (verdict !== 'valid') return NOT_APPLICABLE
      return settle(
        reach.flatMap(({ uri, reachable, because }) =>
          reachable === 'no' ? [{ kind: 'destination', uri, because: because.at(-1) ?? '' } as const] : [],
        ),
        reach.flatMap(({ reachable, kind }) =>
          reachable === 'unknown' && kind !== 'unusable' ? ['unreachable' as const] : [],
        ),
        reach.length,
      )
    }),
}

/** TLS-RPT: whether senders are asked to report, and whether their reports arrive. */
export const TLS_RPT_RULES: readonly DomainRule[] = [missing, invalid, multiple, destinationUnreachable]

type Selection = ReturnType<typeof selectRecord>

function byRecord({ facts }: DomainSubject, decide: (selection: Selection) => Verdict): Verdict {
  if (facts.kind === 'server' || isMailless(facts)) return NOT_APPLICABLE
  if (facts.tlsRpt === null) return open('not-asked')
  const { lookup } = facts.tlsRpt
  if (lookup.outcome === 'failed') {
    return open(lookup.failure === undefined ? 'unreachable' : whyFailed(lookup.failure))
  }
  return decide(selectRecord(lookup.records.map(unprintable)))
}

function lookupOf({ facts }: DomainSubject): Evidence {
  const outcome = facts.tlsRpt?.lookup.outcome === 'nxdomain' ? 'nxdomain' : 'nodata'
  return { kind: 'lookup', name: `_smtp._tls.${facts.domain}`, type: 'TXT', outcome }
}
