import { formatIpAddress, specialKind } from '../../base/ip-address.ts'
import type { ResourceRecord } from '../wire/message.ts'
import { RR_TYPES } from '../wire/rr-type.ts'

/** Octets of an address by the type of its record. */
const OCTETS: ReadonlyMap<number, number> = new Map([
  [RR_TYPES.A, 4],
  [RR_TYPES.AAAA, 16],
])

/**
 * The addresses in a heap of records; those of other types, and those that hold none, are passed over.
 *
 * @param onlyPublic leave out the addresses that no server on the public internet has: a zone may name any address as its
 *   server's, and whoever asks there may be made to talk to machines of his own network
 */
export function serverAddresses(records: readonly ResourceRecord[], onlyPublic: boolean): readonly string[] {
  const addresses = records
    .filter(({ type, rdata }) => OCTETS.get(type) === rdata.length)
    .map(({ rdata }) => formatIpAddress(rdata))
  return onlyPublic ? addresses.filter((address) => specialKind(address) === null) : addresses
}
