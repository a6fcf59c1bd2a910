import { fromBase32Hex } from '../wire/base32hex.ts'
import { compareOctets } from '../wire/canonical-order.ts'
import { compareNames, nameLabels } from '../wire/name.ts'
import { readRdata } from '../wire/rdata.ts'
import { RR_TYPES } from '../wire/rr-type.ts'
import { parseZone } from './parse-zone.ts'
import { makeNodes, type Nsec3Entry, setAt, setsOf, type Zone } from './zone.ts'

/**
 * Reads a zone that another program has signed, and finds the chain by which it denies: NSEC when the apex has such a
 * record, NSEC3 with the parameters of its NSEC3PARAM record otherwise.
 *
 * @throws ProbeError `document-invalid`, as {@link parseZone}
 */
export function loadSignedZone(text: string, origin: string): Zone {
  const zone = parseZone(text, origin)
  const parameters = setAt(zone, zone.origin, RR_TYPES.NSEC3PARAM)?.rdatas[0]
  if (setAt(zone, zone.origin, RR_TYPES.NSEC) !== undefined) {
    const owners = [...zone.nodes].filter(([, node]) => node.has(RR_TYPES.NSEC)).map(([name]) => name)
    return { ...zone, denial: { kind: 'nsec', owners: owners.sort(compareNames) } }
  }
  if (parameters === undefined) return zone
  const { salt, iterations } = readRdata('NSEC3PARAM', parameters)
  const hashes = setsOf(zone)
    .filter((set) => set.type === RR_TYPES.NSEC3)
    .map((set): Nsec3Entry => ({ hash: fromBase32Hex(nameLabels(set.owner)[0] ?? '') ?? new Uint8Array(0), set }))
    .sort((a, b) => compareOctets(a.hash, b.hash))
  const nodes = makeNodes(
    zone.origin,
    setsOf(zone).filter((set) => set.type !== RR_TYPES.NSEC3),
  )
  return { origin: zone.origin, nodes, denial: { kind: 'nsec3', hashes, salt, iterations } }
}
