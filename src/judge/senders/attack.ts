/** What stands between a sender and the servers of a domain. `peace` is nobody. */
export type Attack =
  | 'peace'
  | 'strip'
  | 'temporary-failure'
  | 'forged-certificate'
  | 'policy-blocked-first'
  | 'policy-blocked-cached'
  | 'forged-dns'

/** An attack with its words. */
export interface AttackDescription {
  readonly id: Attack
  /** A column's heading. */
  readonly title: string
  /** What the attacker does, in a sentence. */
  readonly explain: string
}

/** In the order in which they are shown. */
export const ATTACKS: readonly AttackDescription[] = [
  { id: 'peace', title: 'in peace', explain: 'Nobody interferes.' },
  {
    id: 'strip',
    title: 'STARTTLS stripped',
    explain: 'Somebody on the path takes STARTTLS out of the server’s reply to EHLO, so that it seems to offer no TLS.',
  },
  {
    id: 'temporary-failure',
    title: '454 forged',
    explain: 'Somebody on the path answers STARTTLS with “454 TLS not available due to temporary reason”.',
  },
  {
    id: 'forged-certificate',
    title: 'certificate forged',
    explain: 'Somebody on the path ends TLS himself, with a certificate of his own making for the server’s name.',
  },
  {
    id: 'policy-blocked-first',
    title: 'policy blocked, first contact',
    explain:
      'Somebody on the path keeps a sender that has never written to the domain from fetching the MTA-STS policy, and strips STARTTLS.',
  },
  {
    id: 'policy-blocked-cached',
    title: 'policy blocked, cached',
    explain: 'The same against a sender that has a policy of the domain from before.',
  },
  {
    id: 'forged-dns',
    title: 'DNS forged',
    explain:
      'Somebody forges the MX answer, and leads mail to a server of his own, which has a valid certificate for its own name.',
  },
]
