import type { DomainFacts } from '../../facts/domain-facts.ts'
import { type AnyLookup, exchangerLookups, type LookupState, routeLookups, stateOf, whyOpen } from '../dns-lookups.ts'
import type { Evidence } from '../evidence.ts'
import { hasAddress, isMailless } from '../mailless.ts'
import type { DomainRule, ExchangerRule } from '../rule.ts'
import { NOT_APPLICABLE, settle, type Verdict } from '../verdict.ts'

const DNS_MX = 'wiretight dns {domain} MX'

const bogus: DomainRule = {
  code: 'dnssec-bogus',
  scope: 'domain',
  severity: 'critical',
  cases: [
    {
      when: { reach: 'part' },
      severity: 'high',
      because: 'senders still find another address to deliver to',
    },
  ],
  title: 'DNSSEC validation fails',
  source: ['RFC 4035 section 5.5', 'RFC 7672 section 2.1.2'],
  explain:
    'The zone is signed, and its signatures do not fit the answer: they are wrong, have expired, are missing, or the parent vouches for other keys. To a resolver that validates, such an answer does not exist. A large part of all senders is behind one: they keep mail to this domain in their queues and return it after some days. Senders that do not validate notice nothing, which is why it can last. An attacker who changes answers on their way is seen in the same manner; asking from another network tells the two apart.',
  fix: {
    any: 'Sign the zone anew (BIND: `rndc sign ZONE`; Knot: `knotc zone-sign ZONE`; PowerDNS: `pdnsutil rectify-zone ZONE`) and see why the signer stopped. Where the parent’s DS record fits no key, have the registrar publish the one of the present key: `dnssec-dsfromkey`, `keymgr ZONE ds`, `pdnsutil show-zone ZONE`. With a hosted zone, switch DNSSEC off and on again there, DS record first.',
  },
  verify: 'delv {domain} MX',
  check: ({ facts }) => {
    const reach = facts.exchangers.some(hasAddress) ? 'part' : 'all'
    return ask(facts, {
      found: (_, state) => state === 'bogus',
      clear: ['trusted', 'denial'],
      evidence: (lookup) => answerEvidence(lookup, lookup.type === 'MX' ? 'all' : reach),
    })
  },
}

const indeterminate: DomainRule = {
  code: 'dnssec-indeterminate',
  scope: 'domain',
  severity: 'medium',
  title: 'The chain of trust could not be followed to its end',
  source: ['RFC 4033 section 5', 'RFC 7672 section 2.1.1'],
  explain:
    'There is an answer, but not what would prove it or prove that it needs no proof: a question for the keys of a zone, or for its parent’s word about them, was answered with an error or not at all. An attacker who suppresses these answers wants a signed zone to pass for an unsigned one, so a careful sender waits instead of believing the answer. If other networks get through, something on the path from here is to blame.',
  fix: {
    any: 'See that every name server of the zone and of its parent answers DNSKEY and DS questions, over UDP and over TCP, and that no firewall drops large or fragmented answers. Then ask again through another resolver, or from the root with --iterate.',
  },
  verify: DNS_MX,
  check: ({ facts }) =>
    ask(facts, { found: (_, state) => state === 'indeterminate', clear: ['trusted', 'bogus', 'denial'] }),
}

const unsigned: DomainRule = {
  code: 'dnssec-unsigned',
  scope: 'domain',
  severity: 'low',
  title: 'DNSSEC does not protect the way to the mail servers',
  source: ['RFC 7672 section 2.2.1', 'RFC 4033 section 5'],
  explain:
    'At least one zone on the way from the domain to its mail servers is not signed, or is signed so that no chain of trust leads to it. Whoever can forge an answer to a sender’s resolver names a mail server of his own, and nothing shows it. Without DNSSEC there can be no DANE, neither for this domain nor, where the zone of a mail server is concerned, for any other domain that uses it. An enforced MTA-STS policy limits the harm for senders that know it already.',
  fix: {
    any: 'Sign the zone (BIND: `dnssec-policy default;`; Knot: `dnssec-signing: on`; PowerDNS: `pdnsutil secure-zone ZONE`; a hosted zone: one switch) with algorithm 13, and give its DS record to the registrar. Where the unsigned zone is your mail provider’s, ask there.',
  },
  verify: 'delv {domain} MX',
  check: ({ facts }) => {
    return ask(facts, {
      found: ({ dnssec: { status } }) => status === 'insecure',
      clear: ['trusted', 'bogus', 'denial'],
      // Each zone once, however many of its names were asked for.
      oncePer: ({ dnssec: { at } }) => at ?? '',
    })
  },
}

const brokenDenial: ExchangerRule = {
  code: 'dnssec-broken-denial',
  scope: 'mx',
  severity: 'medium',
  cases: [
    {
      when: { type: 'TLSA' },
      severity: 'high',
      because: 'senders that use DANE may not deliver without that answer, whether there are TLSA records or not',
    },
  ],
  title: 'The absence of a record cannot be proved',
  source: ['RFC 7672 section 2.1.1', 'RFC 4035 section 5.4', 'RFC 5155 section 8', 'RFC 4074 section 4'],
  explain:
    'The zone of a mail server is signed and answers for records that it has, but a question for one that it does not have ends in an error, in silence, or in a denial whose signature is wrong. Signed zones must prove that something is absent. Some load balancers and old name servers cannot; resolvers that validate then fail as a whole. Asked for AAAA, that costs senders time. Asked for TLSA, it stops mail from every sender that uses DANE, although the domain may have no TLSA record at all.',
  fix: {
    any: 'Ask each name server of the zone itself (`dig @SERVER +dnssec NAME AAAA`) and mend or replace the one that answers SERVFAIL, REFUSED or nothing. For wrong denials sign the zone anew; PowerDNS needs `pdnsutil rectify-zone ZONE` after changes to its tables, and a secondary that serves NSEC3 must know NSEC3PARAM.',
  },
  verify: 'delv {host} AAAA',
  check: ({ exchanger }) => {
    const lookups = exchangerLookups(exchanger)
    const isSigned = lookups.some(({ dnssec: { status } }) => status === 'secure')
    const states = lookups.map((lookup) => ({ lookup, state: stateOf(lookup, lookups) }))
    const open = states.filter(({ state }) => state === 'silent' || state === 'unjudged' || state === 'indeterminate')
    return settle(
      states.flatMap(({ lookup, state }) => (state === 'denial' ? [answerEvidence(lookup, 'part')] : [])),
      open.map(({ lookup }) => whyOpen(lookup)),
      isSigned ? 1 : 0,
    )
  },
}

/**
 * Algorithms that nobody should sign with: RSA/MD5, DSA, RSA with SHA-1, GOST R 34.10-2001.
 *
 * @see RFC 8624 section 3.1, RFC 9905
 */
const WEAK_ALGORITHMS: ReadonlySet<number> = new Set([1, 3, 5, 6, 7, 12])

/** Digest types of DS records that are no longer to be used: SHA-1 and GOST R 34.11-94. RFC 8624 section 3.3. */
const WEAK_DIGESTS: ReadonlySet<number> = new Set([1, 3])

/** Bits of an RSA modulus that are enough for some years. */
const RSA_BITS = 2_048

const weakAlgorithm: DomainRule = {
  code: 'dnssec-weak-algorithm',
  scope: 'domain',
  severity: 'medium',
  title: 'A zone on the way to the mail servers is weakly signed',
  source: ['RFC 8624 section 3.1', 'RFC 8624 section 3.3', 'RFC 9905', 'RFC 6781 section 3.4.2'],
  explain:
    'The chain of trust rests on a signature with SHA-1, on a DS record with SHA-1, or on an RSA key below 2048 bits. Collisions of SHA-1 cost little today, and some systems no longer take signatures with it: to them the zone counts as not signed, and DANE ends without a sound. Keys of 1024 bits were usual for zone signing; that they can be broken by a large organisation is assumed since 2010.',
  fix: {
    any: 'Roll over to algorithm 13 (ECDSA P-256): BIND `dnssec-policy default;`, Knot a policy with `algorithm: ecdsap256sha256`, PowerDNS `pdnsutil add-zone-key ZONE ksk active ecdsa256`; all three keep the old signatures until the parent has the new DS record. For a SHA-1 digest it is enough to have the registrar replace the DS record by one with SHA-256.',
  },
  verify: DNS_MX,
  check: ({ facts }) => {
    return askChains(facts, ({ zone, ds, algorithms, rsaBits }) => {
      const weak = algorithms.filter((algorithm) => WEAK_ALGORITHMS.has(algorithm))
      const digests = ds.map((text) => Number(text.split(' ')[2])).filter((digest) => WEAK_DIGESTS.has(digest))
      return [
        ...weak.map((algorithm): Evidence => ({ kind: 'zone-algorithm', zone, algorithm })),
        ...[...new Set(digests)].map((digest): Evidence => ({ kind: 'zone-digest', zone, digest })),
        ...(rsaBits !== undefined && rsaBits < RSA_BITS ? [{ kind: 'zone-key', zone, bits: rsaBits } as const] : []),
      ]
    })
  },
}

const DAY_MILLISECONDS = 86_400_000

/** A signature that ends later than this is not about to end. */
const EXPIRING_DAYS = 7

/**
 * Signers renew at very different times: BIND with a quarter of the life left, Knot with a sixth, hosts that sign each answer
 * for three days long before. So a signature is late when less than a sixth of its life is left, and it ends in a week.
 */
const EXPIRING_SHARE = 6

const expiring: DomainRule = {
  code: 'dnssec-expiring',
  scope: 'domain',
  severity: 'medium',
  cases: [{ when: { daysAtMost: 2 }, severity: 'high', because: 'nobody who validates can send mail after that' }],
  title: 'DNSSEC signatures are about to expire',
  source: ['RFC 6781 section 4.4.2', 'RFC 4035 section 5.3.1'],
  explain:
    'Signatures have an end, and a signer renews them long before. Here a signature has less than a week left and less than a sixth of its life: whatever should have renewed it has probably stopped. When it ends, the zone disappears for every resolver that validates, and mail with it.',
  fix: {
    any: 'Find out why the zone is not signed again: a signer that no longer runs, a key file that it cannot read, a secondary that no longer fetches the zone. Then sign it: BIND `rndc sign ZONE`, Knot `knotc zone-sign ZONE`, PowerDNS `pdnsutil increase-serial ZONE`; with ldns-signzone or dnssec-signzone, put the command into a timer.',
  },
  verify: DNS_MX,
  check: ({ facts, at }) => {
    const late = (name: string, type: string, begins: string | undefined, ends: string | null): readonly Evidence[] => {
      if (ends === null) return []
      const left = Date.parse(ends) - at
      const life = begins === undefined ? Number.POSITIVE_INFINITY : Date.parse(ends) - Date.parse(begins)
      const isLate = left < EXPIRING_DAYS * DAY_MILLISECONDS && left < life / EXPIRING_SHARE
      return isLate ? [{ kind: 'signature-end', name, type, ends, days: Math.floor(left / DAY_MILLISECONDS) }] : []
    }
    return askChains(
      facts,
      ({ zone, signatureBegins, signatureExpires }) => late(zone, 'DNSKEY', signatureBegins, signatureExpires),
      ({ name, type, dnssec: { signature } }) => late(name, type, signature?.begins, signature?.ends ?? null),
    )
  },
}

/** Whether DNSSEC proves where mail goes, and how well. */
export const DNSSEC_RULES: readonly (DomainRule | ExchangerRule)[] = [
  bogus,
  indeterminate,
  unsigned,
  brokenDenial,
  weakAlgorithm,
  expiring,
]

interface Question {
  /** Whether a lookup proves the finding. */
  readonly found: (lookup: AnyLookup, state: LookupState) => boolean
  /** States that settle the question where they do not prove it. */
  readonly clear: readonly LookupState[]
  readonly evidence?: (lookup: AnyLookup) => Evidence
  /** Of lookups that are alike in this, one is evidence enough. */
  readonly oncePer?: (lookup: AnyLookup) => string
}

/** Asks every lookup of the domain. A domain that takes no mail has no way that could be protected. */
function ask(facts: DomainFacts, question: Question): Verdict {
  if (isMailless(facts)) return NOT_APPLICABLE
  const { found, clear, evidence = answerEvidence, oncePer = ({ name, type }) => `${name} ${type}` } = question
  const states = routeLookups(facts).map(([lookup, siblings]) => ({ lookup, state: stateOf(lookup, siblings) }))
  const proved = states.filter(({ lookup, state }) => found(lookup, state)).map(({ lookup }) => lookup)
  const unproved = states.filter(({ lookup }) => !proved.includes(lookup))
  const [settled, open] = [true, false].map((isSettled) =>
    unproved.filter(({ state }) => clear.includes(state) === isSettled),
  )
  const distinct = new Map(proved.toReversed().map((lookup) => [oncePer(lookup), lookup]))
  return settle(
    [...distinct.values()].toReversed().map((lookup) => evidence(lookup)),
    (open ?? []).map(({ lookup }) => whyOpen(lookup)),
    settled?.length ?? 0,
  )
}

type Link = AnyLookup['dnssec']['chain'][number]

/** Asks every zone, once, of the chains that hold, and every answer that they prove. */
function askChains(
  facts: DomainFacts,
  ofZone: (link: Link) => readonly Evidence[],
  ofAnswer: (lookup: AnyLookup) => readonly Evidence[] = () => [],
): Verdict {
  if (isMailless(facts)) return NOT_APPLICABLE
  const lookups = routeLookups(facts)
  const all = [...lookups.map(([lookup]) => lookup), ...facts.exchangers.flatMap(exchangerLookups)]
  const secure = [...new Set(all)].filter(({ dnssec }) => dnssec.status === 'secure')
  const links = new Map(secure.flatMap(({ dnssec: { chain } }) => chain.map((link) => [JSON.stringify(link), link])))
  const open = lookups.filter(([lookup, siblings]) => stateOf(lookup, siblings) !== 'trusted')
  return settle(
    [...[...links.values()].flatMap(ofZone), ...secure.flatMap(ofAnswer)],
    open.map(([lookup]) => whyOpen(lookup)),
    secure.length,
  )
}

function answerEvidence(lookup: AnyLookup, reach: 'all' | 'part' = 'all'): Evidence {
  const { name, type, dnssec } = lookup
  const { status, reason, ede, at } = dnssec
  return { kind: 'dnssec', name, type, status, at: at ?? null, ede, reason, reach }
}
