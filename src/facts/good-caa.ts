import { domainNameOrNull, parentDomain } from '../base/domain-name.ts'
import type { CaaRecord, DomainFacts } from './domain-facts.ts'
import { lookup } from './good-dnssec.ts'
import { GOOD_AUTHORITY } from './good-server.ts'

/** CAA records above each host by which the authority of the built chain alone may issue. */
export function goodCaa(hosts: readonly string[]): DomainFacts['caa'] {
  const records = GOOD_AUTHORITY.caaDomains.map((value): CaaRecord => ({ flags: 0, tag: 'issue', value }))
  const names = hosts.map(domainNameOrNull).filter((name) => name !== null)
  const empty = names.map((name) => lookup<CaaRecord>(name, 'CAA', []))
  const found = names.map((name) => lookup(parentDomain(name) ?? name, 'CAA', records))
  return [...new Map([...empty, ...found].map((each) => [each.name, each])).values()]
}
