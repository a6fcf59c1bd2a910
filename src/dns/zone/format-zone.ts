import { formatName } from '../wire/name.ts'
import { formatRdata } from '../wire/presentation.ts'
import { RR_TYPES, rrTypeName } from '../wire/rr-type.ts'
import { type Zone, zoneRecords } from './zone.ts'

/** The zone as a master file that any server reads: one record a line, names in full, the SOA record first. */
export function formatZone(zone: Zone): string {
  const records = zoneRecords(zone)
  const soa = records.filter((record) => record.type === RR_TYPES.SOA)
  const others = records.filter((record) => record.type !== RR_TYPES.SOA)
  const lines = [...soa, ...others].map(
    ({ owner, ttl, type, rdata }) => `${formatName(owner)} ${ttl} IN ${rrTypeName(type)} ${formatRdata(type, rdata)}`,
  )
  return `${lines.join('\n')}\n`
}
