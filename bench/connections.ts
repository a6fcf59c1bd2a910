import { makeAuthority } from '../test/peers/harness/certificates.ts'
import { type PostfixConfiguration, startPostfix } from '../test/peers/harness/postfix.ts'
import { whyMissing } from '../test/peers/harness/require-peer.ts'
import { temporaryFolder } from '../test/peers/harness/running-peer.ts'
import { checkBounds, missedConnections } from './connections/bounds.ts'
import { connectionsText } from './connections/connections-text.ts'
import { contenders } from './connections/contenders.ts'
import { type Measurement, measure } from './connections/measure.ts'
import type { Bench, Section } from './section.ts'

const RECEIVERS: readonly PostfixConfiguration[] = ['hard', 'default', 'weak']

/** Round trips in milliseconds. */
const ROUND_TRIPS: readonly number[] = [0, 50]

/** Our own runs are short, and so their median can be had. */
const OWN_RUNS = 5

/**
 * What each scanner costs a server: connections, bytes and time, counted on the wire by a forwarder, against the same three
 * Postfix receivers, one scanner after the other.
 */
export async function connections(bench: Bench): Promise<Section> {
  const missing = whyMissing('postfix', 'openssl')
  if (missing !== null) return { body: `Not run: ${missing}.`, failures: [`connections: ${missing}`] }
  const field = contenders(bench)
  for (const absent of field.absent) bench.tell(`skipped ${absent}`)
  const folder = temporaryFolder('bench')
  const measurements: Measurement[] = []
  try {
    const authority = makeAuthority(folder.path)
    for (const name of RECEIVERS) {
      await using peer = await startPostfix({ configuration: name, authority })
      for (const roundTrip of ROUND_TRIPS) {
        for (const contender of field.contenders) {
          if (!contender.name.includes(bench.only)) continue
          if (contender.isSlow && roundTrip > 0 && !bench.slow) continue
          const runs = contender.wiretight === null ? 1 : OWN_RUNS
          const measured = await measure(contender, { name, peer }, roundTrip, runs)
          bench.tell(lineOf(measured))
          measurements.push(measured)
        }
      }
    }
  } finally {
    folder.remove()
  }
  const checks = checkBounds(measurements)
  const body = connectionsText(measurements, checks, field.absent)
  return { body, failures: missedConnections(measurements, checks) }
}

function lineOf(measured: Measurement): string {
  const { receiver, roundTripMilliseconds, contender, connections, seconds } = measured
  const where = `${receiver}, ${roundTripMilliseconds} ms`.padEnd(16)
  return `${where}${contender.name.padEnd(28)}${String(connections.most).padStart(5)} connections${seconds.toFixed(2).padStart(9)} s`
}
