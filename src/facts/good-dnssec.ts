import type { Dnssec, Lookup } from '../dns/lookup.ts'

/* The proof of the lookups that `lookup()` builds: nothing is wrong with it, and it holds for weeks. */

const SPAN = { begins: '2026-11-22T08:00:00Z', ends: '2026-12-22T08:00:00Z' }

type Link = Dnssec['chain'][number]

function link(zone: string, tag: number): Link {
  return {
    zone,
    ds: [`${tag} 13 2`],
    dnskey: [`${tag} 13 257`],
    algorithms: [13],
    signatureExpires: SPAN.ends,
    signatureBegins: SPAN.begins,
  }
}

/** What DNSSEC says of a lookup below `example.lab` that is proved from the root down. */
export const SECURE: Dnssec = {
  status: 'secure',
  ede: null,
  reason: 'every signature from the trust anchor down is good',
  at: 'example.lab',
  chain: [link('.', 20326), link('lab', 4711), link('example.lab', 1520)],
  signature: SPAN,
}

/** What it says of a name in a zone that is not signed. */
export const INSECURE: Dnssec = {
  status: 'insecure',
  ede: null,
  reason: 'the delegation of example.lab is not signed',
  at: 'example.lab',
  chain: [
    link('.', 20326),
    link('lab', 4711),
    { zone: 'example.lab', ds: [], dnskey: [], algorithms: [], signatureExpires: null },
  ],
}

/** What it says where nobody answered. */
export const UNANSWERED: Dnssec = {
  status: 'indeterminate',
  ede: 22,
  reason: 'there is no answer to validate',
  chain: [],
}

/** A lookup that found records, proved by DNSSEC. */
export function lookup<Record>(name: string, type: Lookup<Record>['type'], records: readonly Record[]): Lookup<Record> {
  return {
    name,
    type,
    outcome: records.length > 0 ? 'records' : 'nodata',
    records,
    cnames: [],
    dnssec: SECURE,
    ttlSeconds: 3600,
  }
}
