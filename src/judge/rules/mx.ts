import type { Unknown } from '../../base/answer.ts'
import { ipVersion } from '../../base/ip-address.ts'
import type { DomainFacts, ExchangerFacts } from '../../facts/domain-facts.ts'
import { routeLookups, stateOf } from '../dns-lookups.ts'
import type { Evidence } from '../evidence.ts'
import { hasAddress, hasNoAddress, isMailless } from '../mailless.ts'
import type { DomainRule, ExchangerRule } from '../rule.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle, type Verdict } from '../verdict.ts'
import { inconsistent } from './mx-inconsistent.ts'

const DIG_MX = 'dig +noall +answer MX {domain}'
const DIG_HOST = 'dig +noall +answer {host} A {host} AAAA'

const none: DomainRule = {
  code: 'mx-none',
  scope: 'domain',
  severity: 'high',
  title: 'Nothing accepts mail for this domain',
  source: ['RFC 5321 section 5.1', 'RFC 7505'],
  explain:
    'The domain has no MX record, and its own name has no address to fall back to. Every sender gives up on mail to it: it is returned, usually at once. If the domain is not meant to receive mail, a null MX record says so clearly and senders report it to the writer without delay.',
  fix: {
    any: 'Publish an MX record that names your mail server, or a null MX (`MX 0 .`) when the domain takes no mail.',
  },
  verify: DIG_MX,
  check: ({ facts }) => {
    const { route, exchangers } = facts
    // An answer without MX records leaves the addresses of the name itself; where the name does not exist, it has none.
    if (route !== 'implicit') return byRoute(route, facts.mx, 'none', () => [mxLookup(facts)])
    const lookups = exchangers.flatMap(({ host, v4, v6 }) => [
      addressLookup(host, 'A', v4),
      addressLookup(host, 'AAAA', v6),
    ])
    return isMailless(facts) ? found(mxLookup(facts), ...lookups) : byAddresses(exchangers, CLEAR)
  },
}

const nullMx: DomainRule = {
  code: 'mx-null',
  scope: 'domain',
  severity: 'info',
  title: 'The domain says that it takes no mail',
  source: ['RFC 7505 section 3'],
  explain:
    'A null MX record (`MX 0 .`) tells senders that this domain never accepts mail. That is the right way to say it. There is no server to look at, so there is no grade either.',
  fix: {
    any: 'Nothing to do if that is what you want. To receive mail, replace the record by one that names a server.',
  },
  verify: DIG_MX,
  check: ({ facts }) => byRoute(facts.route, facts.mx, 'null-mx', () => [{ kind: 'exchangers', exchangers: ['.'] }]),
}

const implicit: DomainRule = {
  code: 'mx-implicit',
  scope: 'domain',
  severity: 'low',
  title: 'Mail goes to the address of the domain itself',
  source: ['RFC 5321 section 5.1'],
  explain:
    'There is no MX record, so senders fall back to the address records of the domain. Mail arrives, but the web server’s address decides where mail goes, some senders never try, and DANE and MTA-STS have no exchanger name of their own to speak about.',
  fix: { any: 'Publish an MX record that names the mail server.' },
  verify: DIG_MX,
  check: ({ facts }) => {
    if (facts.route !== 'implicit') return byRoute(facts.route, facts.mx, 'implicit', () => [mxLookup(facts)])
    return isMailless(facts) ? NOT_APPLICABLE : byAddresses(facts.exchangers, found(mxLookup(facts)))
  },
}

const nullWithOthers: DomainRule = {
  code: 'mx-null-with-others',
  scope: 'domain',
  severity: 'high',
  title: 'A null MX stands beside other MX records',
  source: ['RFC 7505 section 3'],
  explain:
    'The records say both that the domain takes no mail and where to deliver it. Senders resolve the contradiction differently: some deliver, some return the mail at once.',
  fix: { any: 'Remove the record `MX 0 .`, or all the others.' },
  verify: DIG_MX,
  check: ({ facts: { mx } }) => {
    if (mx === null) return NOT_APPLICABLE
    if (mx.outcome === 'failed') return open(whyFailed(mx))
    const names = mx.records.map(({ exchange }) => exchange)
    return names.includes('.') && names.length > 1 ? found({ kind: 'exchangers', exchangers: names }) : CLEAR
  },
}

const lookupFailed: DomainRule = {
  code: 'mx-lookup-failed',
  scope: 'domain',
  severity: 'medium',
  title: 'A lookup on the way to the mail servers failed',
  source: ['RFC 5321 section 5.1'],
  explain:
    'The MX records, or the addresses of an exchanger, could not be looked up: the name servers answered with an error or not at all. A sender that meets the same failure keeps the mail and tries again later, then gives up. If other resolvers find the records, the fault is with the resolver that was asked here.',
  fix: {
    any: 'Check the zone’s name servers and, for signed zones, its signatures. Ask again through another resolver.',
  },
  verify: 'delv MX {domain}',
  check: ({ facts }) => {
    const lookups = routeLookups(facts)
    // An answer that came and cannot be trusted is the business of the dnssec- rules.
    const failed = lookups.filter(([lookup, siblings]) => stateOf(lookup, siblings) === 'silent')
    return settle(
      failed.map(
        ([{ name, type, failure }]): Evidence => ({ kind: 'lookup-failure', name, type, failure: failure ?? null }),
      ),
      [],
      lookups.length,
    )
  },
}

const singleAddress: DomainRule = {
  code: 'mx-single-address',
  scope: 'domain',
  severity: 'info',
  title: 'All mail depends on one address',
  source: ['RFC 5321 section 5.1'],
  explain:
    'The domain has one mail server with one address. While it is away senders queue, usually for some days, so little is lost; but nothing else can take the mail meanwhile.',
  fix: { any: 'A second server, or a second address of the first, if your mail cannot wait.' },
  verify: DIG_HOST.replaceAll('{host}', '{domain}'),
  check: ({ facts: { route, exchangers } }) => {
    if (route === 'unknown') return open('unreachable')
    if (route !== 'mx' && route !== 'implicit') return NOT_APPLICABLE
    const addresses = new Set(exchangers.flatMap(({ servers }) => servers.map(({ address }) => address)))
    if (addresses.size > 1) return CLEAR
    const unsettled = exchangers.flatMap(whyUnresolved)
    if (unsettled.length > 0 || addresses.size === 0) return settle([], unsettled, 0)
    return found({ kind: 'addresses', addresses: [...addresses] })
  },
}

const noIpv6: DomainRule = {
  code: 'mx-no-ipv6',
  scope: 'domain',
  severity: 'info',
  title: 'No mail server has an IPv6 address',
  source: ['this product'],
  explain:
    'None of the exchangers has an AAAA record. Senders that have only IPv6 cannot deliver; today they are few. It says nothing about encryption.',
  fix: { any: 'Give the mail server an IPv6 address with a matching reverse entry, then publish the AAAA record.' },
  verify: 'dig +noall +answer MX {domain}',
  check: ({ facts: { route, exchangers } }) => {
    if (route === 'unknown') return open('unreachable')
    if (route !== 'mx' && route !== 'implicit') return NOT_APPLICABLE
    if (exchangers.some(({ v6 }) => v6?.outcome === 'records')) return CLEAR
    // What has no address at all is the business of `mx-none` and `mx-unresolvable`.
    const addressed = exchangers.filter((exchanger) => !hasNoAddress(exchanger))
    const unsettled = addressed.flatMap(({ v6 }) => whyOpen(v6))
    if (unsettled.length > 0 || addressed.length === 0) return settle([], unsettled, 0)
    return found({ kind: 'exchangers', exchangers: addressed.map(({ host }) => host) })
  },
}

const unresolvable: ExchangerRule = {
  code: 'mx-unresolvable',
  scope: 'mx',
  severity: 'high',
  title: 'An exchanger has no address',
  source: ['RFC 5321 section 5.1', 'RFC 1035 section 3.3.9'],
  explain:
    'An MX record names a host for which there is neither an A nor an AAAA record. Senders pass over it; when it is the only one, mail is returned. If the name’s domain has lapsed, whoever registers it receives the mail.',
  fix: { any: 'Publish address records for the host, or remove the MX record.' },
  verify: DIG_HOST,
  check: ({ facts, exchanger }) => {
    const { host, v4, v6 } = exchanger
    // For a target given as an address there is nothing to resolve.
    if (facts.route === 'target' && v4 === null && v6 === null) return NOT_APPLICABLE
    // Without MX records no record names the host; that it has no address either is `mx-none`.
    if (facts.route === 'implicit') return NOT_APPLICABLE
    if (isIpLiteral(host)) return NOT_APPLICABLE
    if (hasAddress(exchanger)) return CLEAR
    const unsettled = whyUnresolved(exchanger)
    if (unsettled.length > 0 || v4 === null || v6 === null) return settle([], unsettled, 0)
    return found(addressLookup(host, 'A', v4), addressLookup(host, 'AAAA', v6))
  },
}

const ipLiteral: ExchangerRule = {
  code: 'mx-ip-literal',
  scope: 'mx',
  severity: 'high',
  title: 'An MX record holds an address instead of a name',
  source: ['RFC 1035 section 3.3.9', 'RFC 5321 section 5.1'],
  explain:
    'An MX record must name a host. An address written there is looked up like a name, which finds nothing, so most senders cannot use this exchanger. Those that guess what was meant have no name to check a certificate against.',
  fix: { any: 'Give the host a name with an address record, and put that name into the MX record.' },
  verify: DIG_MX,
  check: ({ facts: { route }, exchanger: { host } }) => {
    if (route !== 'mx') return NOT_APPLICABLE
    return isIpLiteral(host) ? found({ kind: 'exchangers', exchangers: [host] }) : CLEAR
  },
}

const cname: ExchangerRule = {
  code: 'mx-cname',
  scope: 'mx',
  severity: 'medium',
  title: 'An exchanger is an alias',
  source: ['RFC 2181 section 10.3', 'RFC 5321 section 5.1'],
  explain:
    'The name in the MX record is a CNAME. The standards forbid it; nearly all senders follow the alias all the same, some refuse. DANE has extra rules for this case, and the certificate has to carry the name in the MX record, not the one behind it.',
  fix: { any: 'Put the name that has the addresses into the MX record.' },
  verify: DIG_HOST,
  check: ({ facts: { route }, exchanger: { v4, v6 } }) => {
    if (route !== 'mx') return NOT_APPLICABLE
    const lookups = [v4, v6].filter((lookup) => lookup !== null)
    const alias = lookups.find(({ cnames }) => cnames.length > 0)
    if (alias !== undefined) return found({ kind: 'alias', name: alias.name, targets: alias.cnames })
    // An alias holds for every type, so that one lookup that found its way shows that there is none.
    if (lookups.some(({ outcome }) => outcome === 'records' || outcome === 'nodata')) return CLEAR
    return settle([], lookups.flatMap(whyOpen), lookups.length)
  },
}

const privateAddress: ExchangerRule = {
  code: 'mx-private-address',
  scope: 'mx',
  severity: 'high',
  title: 'An exchanger has an address that the internet cannot reach',
  source: ['RFC 6890', 'RFC 5321 section 5.1'],
  explain:
    'A public MX record leads to a private, loopback or otherwise special address. Senders elsewhere cannot reach it, or reach a machine of their own network that answers by chance and gets the mail. It was not contacted.',
  fix: {
    any: 'Publish public addresses only, and serve internal ones to your own network from an internal view of the zone.',
  },
  verify: DIG_HOST,
  check: ({ facts: { route }, exchanger }) => {
    if (route !== 'mx' && route !== 'implicit') return NOT_APPLICABLE
    const special = exchanger.servers.filter((ref) => !ref.surveyed && ref.why === 'special')
    const evidence: readonly Evidence[] =
      special.length > 0 ? [{ kind: 'addresses', addresses: special.map(({ address }) => address) }] : []
    return settle(evidence, whyUnresolved(exchanger), exchanger.servers.length)
  },
}

/** How mail finds its way to the servers of a domain (RFC 5321 section 5.1), as far as DNS tells. */
export const MX_RULES: readonly (DomainRule | ExchangerRule)[] = [
  none,
  nullMx,
  implicit,
  nullWithOthers,
  lookupFailed,
  singleAddress,
  noIpv6,
  unresolvable,
  ipLiteral,
  cname,
  privateAddress,
  inconsistent,
]

type Route = DomainFacts['route']

function byRoute(
  route: Route,
  mx: DomainFacts['mx'],
  wanted: Route,
  evidence: () => readonly [Evidence, ...Evidence[]],
): Verdict {
  if (route === 'target') return NOT_APPLICABLE
  if (route === 'unknown') return open(mx === null ? 'not-asked' : whyFailed(mx))
  return route === wanted ? found(...evidence()) : CLEAR
}

/** What the addresses of the domain itself decide, once one is known; a failed lookup may hide one. */
function byAddresses(exchangers: readonly ExchangerFacts[], verdict: Verdict): Verdict {
  return exchangers.some(hasAddress) ? verdict : settle([], exchangers.flatMap(whyUnresolved), 0)
}

function mxLookup({ domain, mx }: DomainFacts): Evidence {
  return { kind: 'lookup', name: domain, type: 'MX', outcome: mx?.outcome ?? 'nodata' }
}

function addressLookup(name: string, type: 'A' | 'AAAA', lookup: ExchangerFacts['v4']): Evidence {
  return { kind: 'lookup', name, type, outcome: lookup?.outcome ?? 'nodata' }
}

function whyUnresolved({ v4, v6 }: ExchangerFacts): readonly Unknown[] {
  return [...whyOpen(v4), ...whyOpen(v6)]
}

/** Why a lookup leaves its question open; nothing when it was answered. A lookup that was left out was not asked. */
function whyOpen(lookup: ExchangerFacts['v4']): readonly Unknown[] {
  if (lookup === null) return ['not-asked']
  return lookup.outcome === 'failed' ? [whyFailed(lookup)] : []
}

function whyFailed(lookup: Pick<NonNullable<DomainFacts['mx']>, 'failure'>): Unknown {
  return lookup.failure?.code === 'dns-timeout' ? 'timeout' : 'unreachable'
}

/** An address in the place of a name, with or without the brackets of a literal. */
function isIpLiteral(host: string): boolean {
  return ipVersion(host.replace(/^\[(.*)\]$/, '$1')) !== null
}
