import type { Unknown } from '../../base/answer.ts'
import type { Coverage } from '../../dane/coverage.ts'
import type { MatchFaultCode } from '../../dane/match-outcome.ts'
import { formatTlsa } from '../../dane/tlsa-text.ts'
import type { Evidence } from '../evidence.ts'
import type { DaneView } from '../policies/dane-view.ts'
import type { ExchangerRule, Fix } from '../rule.ts'
import type { ExchangerSubject } from '../subject.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle, type Verdict } from '../verdict.ts'
import { byViews, decidedBy } from './dane-verdicts.ts'

const CHECK = 'wiretight dane check {domain}'
const DIG = 'dig +dnssec TLSA _25._tcp.{host}'
const RENEW: Fix = {
  change: 'dane',
  any: 'Publish the record of the key that the server uses now, and remove the ones that match nothing after twice their TTL: `wiretight dane generate --from HOST:25` writes it.',
}

const tlsNotOffered: ExchangerRule = {
  code: 'dane-tls-not-offered',
  scope: 'mx',
  severity: 'critical',
  title: 'TLSA records promise TLS, and the server offers none',
  source: ['RFC 7672 section 2.2'],
  explain:
    'Senders that look for TLSA records take them for the promise that this server speaks TLS, and deliver nothing in clear. Either STARTTLS is switched off, or somebody on the path from here takes it away.',
  fix: {
    any: 'Switch STARTTLS on. If it is on, look for what removes it between here and there: firewalls with “SMTP inspection” do.',
  },
  verify: 'openssl s_client -starttls smtp -connect {host}:25 </dev/null',
  check: (subject) =>
    byViews(subject, ({ standing, servers }) => {
      if (standing.state !== 'usable' && standing.state !== 'unusable-only') return decidedBy(standing)
      const answers = servers.filter(({ mode }) => mode === 'starttls')
      return settle(
        answers.flatMap(({ address, port, smtp }) =>
          smtp.starttls.state === 'refused' ? [{ kind: 'addresses', addresses: [`${address}:${port}`] } as const] : [],
        ),
        answers.flatMap(({ smtp }) => (smtp.starttls.state === 'unknown' ? [smtp.starttls.why] : [])),
        servers.length,
      )
    }),
}

/** Faults of a chain with a rule of their own; all others are a mismatch. */
const FAULT_RULES: Readonly<Partial<Record<MatchFaultCode, ExchangerRule['code']>>> = {
  'ta-not-sent': 'dane-ta-not-sent',
  'name-mismatch': 'dane-ta-name-mismatch',
  expired: 'dane-ta-expired',
  'not-yet-valid': 'dane-ta-expired',
}

const mismatch: ExchangerRule = {
  code: 'dane-mismatch',
  scope: 'mx',
  severity: 'critical',
  title: 'No TLSA record fits the certificate',
  source: ['RFC 7672 section 2.2', 'RFC 7671 section 8.1'],
  explain:
    'The server shows a key that its TLSA records do not vouch for. To senders that validate DANE this is what an attack looks like: they deliver nothing here. Usually the certificate was renewed with a new key, and the records were not.',
  fix: RENEW,
  verify: 'posttls-finger -c -l dane {domain}',
  check: (subject) => byFault(subject, 'dane-mismatch'),
}

const taNotSent: ExchangerRule = {
  code: 'dane-ta-not-sent',
  scope: 'mx',
  severity: 'critical',
  title: 'The trust anchor of the TLSA record is not sent',
  source: ['RFC 7672 section 3.1.2', 'RFC 7671 section 5.2.2'],
  explain:
    'The record vouches for an authority (usage 2) by a digest, and the server does not send that authority’s certificate. Senders have it from nowhere else, so that they cannot check anything and deliver nothing. Roots are often left out of a chain; with DANE they must be in it.',
  fix: {
    change: 'dane',
    any: 'Add the certificate of the trust anchor to the chain file, or publish `3 1 1` records instead.',
  },
  verify: 'openssl s_client {starttls}-connect {host}:25 -showcerts </dev/null',
  check: (subject) => byFault(subject, 'dane-ta-not-sent'),
}

const taNameMismatch: ExchangerRule = {
  code: 'dane-ta-name-mismatch',
  scope: 'mx',
  severity: 'critical',
  title: 'The certificate below the trust anchor is for another name',
  source: ['RFC 7672 section 3.2.2'],
  explain:
    'With usage 2 the record vouches for an authority, and the name in the certificate says for whom. It is not this exchanger, so that senders which validate DANE deliver nothing here.',
  fix: {
    change: 'certificate',
    any: 'Have a certificate issued for the MX name, or publish `3 1 1` records, for which names do not count.',
  },
  verify: CHECK,
  check: (subject) => byFault(subject, 'dane-ta-name-mismatch'),
}

const taExpired: ExchangerRule = {
  code: 'dane-ta-expired',
  scope: 'mx',
  severity: 'critical',
  title: 'A certificate below the trust anchor is not in date',
  source: ['RFC 7672 section 3.1.2', 'RFC 7671 section 5.2'],
  explain:
    'With usage 2 dates count, unlike with usage 3. A certificate of the chain has expired or is not valid yet, and senders that validate DANE deliver nothing here.',
  fix: { change: 'certificate', any: 'Renew the certificate.' },
  verify: CHECK,
  check: (subject) => byFault(subject, 'dane-ta-expired'),
}

const addressDiffers: ExchangerRule = {
  code: 'dane-address-differs',
  scope: 'mx',
  severity: 'high',
  title: 'TLSA records fit one address and not another',
  source: ['RFC 7672 section 4'],
  explain:
    'The addresses of this exchanger show different keys, and the records vouch for only some of them. Whether mail arrives depends on the address that a sender happens to take.',
  fix: RENEW,
  verify: CHECK,
  check: (subject) =>
    byCoverage(
      subject,
      ({ state }) => state === 'address-differs',
      ({ addresses }) => addresses,
    ),
}

const dualUncovered: ExchangerRule = {
  code: 'dane-chain-dual-uncovered',
  scope: 'mx',
  severity: 'high',
  title: 'TLSA records fit one of two certificates',
  source: ['RFC 7672 section 4', 'RFC 7671 section 8.1'],
  explain:
    'The server has two certificates, usually RSA and ECDSA, and the records vouch for only one of them. Which one a sender gets depends on what it offers: some deliver, others wait for ever.',
  fix: {
    change: 'dane',
    any: 'Publish a record for each key: `wiretight dane generate --from HOST:25` writes all of them.',
  },
  verify: CHECK,
  check: (subject) =>
    byCoverage(
      subject,
      ({ servers }) => servers.some(({ state }) => state === 'dual-uncovered'),
      ({ addresses, keys }) => [...addresses, ...keys],
    ),
}

const rolloverNotReady: ExchangerRule = {
  code: 'dane-rollover-not-ready',
  scope: 'mx',
  severity: 'info',
  title: 'There is no TLSA record for the next key',
  source: ['RFC 7672 section 4', 'RFC 7671 section 8.1'],
  explain:
    'Every record vouches for a key in use. When that key changes its record has to be there first, for twice the TTL; with the next key’s record published all along, a change in a hurry breaks nothing.',
  fix: { change: 'dane', any: 'Make the next key now and publish its `3 1 1` record, too: `wiretight dane rollover`.' },
  verify: DIG,
  check: (subject) =>
    byViews(subject, ({ standing, coverage, unseen }) => {
      if (standing.state !== 'usable' || coverage === null) return decidedBy(standing)
      if (coverage.state === 'unseen') return open('not-asked')
      if (coverage.state !== 'covered') return NOT_APPLICABLE
      const spare = standing.records.length - standing.unusable.length > usedRecords(coverage)
      // A record that seems to wait for the next key may be that of a certificate nobody saw.
      return spare
        ? settle([], [...unseen.addresses, ...unseen.keys], 1)
        : found({ kind: 'tlsa', records: standing.records.map(formatTlsa) })
    }),
}

/** Records that vouch for a chain of any address. */
function usedRecords({ servers }: Coverage): number {
  const used = servers.flatMap(({ chains }) =>
    chains.flatMap(({ match }) =>
      match.records.flatMap((outcome) => (outcome.state === 'matched' ? [formatTlsa(outcome.record)] : [])),
    ),
  )
  return new Set(used).size
}

/** The TLSA records against what the servers show. */
export const DANE_MATCH_RULES: readonly ExchangerRule[] = [
  tlsNotOffered,
  mismatch,
  taNotSent,
  taNameMismatch,
  taExpired,
  addressDiffers,
  dualUncovered,
  rolloverNotReady,
]

/** @param open which unseen chains might show it */
function byCoverage(
  subject: ExchangerSubject,
  isIt: (coverage: Coverage) => boolean,
  open: (unseen: DaneView['unseen']) => readonly Unknown[],
): Verdict {
  return byViews(subject, ({ standing, coverage, servers, unseen }) => {
    if (coverage === null) return decidedBy(standing)
    const evidence = isIt(coverage) ? uncoveredEvidence(coverage, () => true) : []
    if (evidence.length > 0) return settle(evidence, [], 1)
    // What the records vouch for here, they may not vouch for at an address, or with a key, that nobody saw.
    const unsettled = open(unseen)
    if (coverage.state !== 'unseen') return settle([], unsettled, 1)
    return settle([], unsettled.length > 0 ? unsettled : [servers[0]?.openBecause ?? 'unreachable'], 0)
  })
}

/** Chains that no record vouches for, by the fault that explains it best. */
function byFault(subject: ExchangerSubject, code: ExchangerRule['code']): Verdict {
  return byViews(subject, ({ standing, coverage, servers }) => {
    if (coverage === null) return decidedBy(standing)
    if (coverage.state === 'unseen') return open(servers[0]?.openBecause ?? 'unreachable')
    const whole = coverage.servers.filter(({ state }) => state === 'uncovered')
    // One address of several, or one chain of two, is another finding.
    if (coverage.state !== 'uncovered' || whole.length === 0) return CLEAR
    const evidence = uncoveredEvidence(coverage, (fault) => (FAULT_RULES[fault] ?? 'dane-mismatch') === code)
    return settle(evidence, [], 1)
  })
}

/** Chains that no record vouches for. */
function uncoveredEvidence({ servers }: Coverage, concerns: (fault: MatchFaultCode) => boolean): readonly Evidence[] {
  return servers.flatMap(({ address, port, chains }) =>
    chains.flatMap(({ keyType, match }): readonly Evidence[] => {
      if (match.verdict !== 'failed' || !concerns(match.fault.code)) return []
      return [{ kind: 'tlsa-fault', address, port, keyType, fault: match.fault.code, depth: match.fault.depth }]
    }),
  )
}
