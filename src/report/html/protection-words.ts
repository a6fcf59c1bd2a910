import type { Attack } from '../../judge/senders/attack.ts'
import type { Simulated, SimulatedWhy } from '../../judge/senders/sender.ts'

/** How mail fares: read by nobody else and proved, encrypted with whomever, held back, readable, or not known. */
export type Fate = 'safe' | 'any' | 'wait' | 'read' | 'open'

/** All fates, the best first. */
export const FATES: readonly Fate[] = ['safe', 'any', 'wait', 'open', 'read']

/** The sign of each fate, which tells them apart without colour. */
export const FATE_SIGNS: Readonly<Record<Fate, string>> = { safe: '✓', any: '◐', wait: '○', read: '✕', open: '?' }

/** What each fate means. */
export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  safe: 'encrypted, and the server has proved who it is',
  any: 'encrypted, with whoever answers: safe only as long as nobody interferes',
  wait: 'not delivered: it waits, or goes back to its sender; nobody reads it',
  read: 'somebody on the path reads it: it is sent in clear, or to the attacker’s own server',
  open: 'not known, because a fact that decides it is missing',
}

/** Attacks in which TLS ends at the attacker's own server. */
const FORGED: ReadonlySet<Attack> = new Set(['forged-certificate', 'forged-dns'])

/** How mail fares under an attack, and that in one or two words. */
export function fateOf(attack: Attack, { delivery }: Simulated): { readonly fate: Fate; readonly word: string } {
  switch (delivery) {
    case 'authenticated':
      return { fate: 'safe', word: 'authenticated' }
    case 'encrypted':
      return FORGED.has(attack) ? { fate: 'read', word: 'to attacker' } : { fate: 'any', word: 'encrypted' }
    case 'plaintext':
      return { fate: 'read', word: 'in clear' }
    case 'deferred':
      return { fate: 'wait', word: 'waits' }
    case 'bounced':
      return { fate: 'wait', word: 'returned' }
    case null:
      return { fate: 'open', word: 'not known' }
    default:
      return delivery satisfies never
  }
}

/** What decided, as the end of a sentence that begins with “because”. */
export const WHY_WORDS: Readonly<Record<SimulatedWhy, string>> = {
  'never-tls': 'it never speaks TLS',
  'dane-matches': 'a TLSA record vouches for the server',
  'dane-mismatch': 'no TLSA record vouches for the server that answers',
  'dane-lookup-failed': 'the lookup of TLSA records fails',
  'dane-missing': 'it demands TLSA records, and there are none',
  'dane-unusable': 'no TLSA record can be used',
  'dns-bogus': 'the answer of the DNS fails its proof',
  'mx-forged': 'it believes the forged MX answer',
  'mx-forged-detected': 'DNSSEC shows that the MX answer is forged',
  'no-starttls': 'no STARTTLS is offered',
  'starttls-refused': 'STARTTLS is refused',
  'no-common-tls': 'no version or suite is known to both sides',
  'tls-any-certificate': 'it takes any certificate',
  'certificate-trusted': 'the certificate is trusted for the name that it asks for',
  'certificate-not-trusted': 'the certificate is not trusted for the name that it asks for',
  'policy-mx-mismatch': 'the server is not one of the MTA-STS policy',
  'policy-fulfilled': 'the server fulfils the MTA-STS policy',
  'no-server': 'there is no server to go to',
  'not-known': 'a fact that decides it is not known',
}
