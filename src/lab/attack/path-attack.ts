/** What somebody on the path does to a connection. */
export type PathAttack =
  /** Takes STARTTLS out of the reply to EHLO, and the command away from a client that sends it nevertheless. */
  | 'strip'
  /** Answers STARTTLS himself, by 454. */
  | 'temporary-failure'
  /** Ends TLS himself, with a certificate of his own making for the same name, and speaks on to the real server. */
  | 'forged-certificate'
  /** Resets the connection when the ClientHello comes. */
  | 'reset'
  /** Lets nobody through. */
  | 'blocked'

/** What can be done to a whole domain: to its mail servers, its policy host, or its DNS. */
export type LabAttack = Exclude<PathAttack, 'blocked'> | 'policy-blocked' | 'forged-dns' | 'stripped-dns'

/** An attack with its words. */
export interface LabAttackDescription {
  readonly attack: LabAttack
  /** Other words for it. */
  readonly also: readonly string[]
  /** What the attacker does, in a sentence. */
  readonly explain: string
}

/** In the order in which they are listed. */
export const LAB_ATTACKS: readonly LabAttackDescription[] = [
  {
    attack: 'strip',
    also: [],
    explain: 'takes STARTTLS out of the reply to EHLO, so that the server seems to offer no TLS',
  },
  { attack: 'temporary-failure', also: ['454'], explain: 'answers STARTTLS by “454 4.7.0 TLS not available”' },
  {
    attack: 'forged-certificate',
    also: [],
    explain: 'ends TLS himself, with a certificate of his own making for the server’s name',
  },
  { attack: 'reset', also: [], explain: 'resets the connection when the ClientHello comes' },
  {
    attack: 'policy-blocked',
    also: [],
    explain: 'lets nobody fetch the MTA-STS policy, and takes STARTTLS out of the reply to EHLO',
  },
  {
    attack: 'forged-dns',
    also: ['dns-forged'],
    explain: 'forges the MX answer, so that mail goes to a server of his own, which has a good certificate',
  },
  {
    attack: 'stripped-dns',
    also: ['dns-stripped'],
    explain: 'takes everything that DNSSEC adds out of the answers for the domain',
  },
]

/** The attack that a word stands for; undefined for any other word. */
export function labAttackOf(word: string): LabAttack | undefined {
  return LAB_ATTACKS.find(({ attack, also }) => attack === word || also.includes(word))?.attack
}

/** What an attack on a domain does to connections to one of its ports; null where it lets them alone. */
export function pathAttackOf(attack: LabAttack | null, service: 'mail' | 'policy'): PathAttack | null {
  switch (attack) {
    case null:
    case 'forged-dns':
    case 'stripped-dns':
      return null
    case 'policy-blocked':
      return service === 'policy' ? 'blocked' : 'strip'
    case 'strip':
    case 'temporary-failure':
    case 'forged-certificate':
    case 'reset':
      return service === 'mail' ? attack : null
    default:
      throw attack satisfies never
  }
}
