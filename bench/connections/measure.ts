import { once } from 'node:events'
import { connect } from 'node:net'
import { startForwarder } from '../../test/peers/harness/forwarder.ts'
import type { PostfixConfiguration } from '../../test/peers/harness/postfix.ts'
import type { RunningPeer } from '../../test/peers/harness/running-peer.ts'
import { median } from '../section.ts'
import type { Contender } from './contenders.ts'

/** What a contender took against one receiver at one distance. Of several runs the median; the counts as least and most. */
export interface Measurement {
  readonly contender: Contender
  readonly receiver: PostfixConfiguration
  readonly roundTripMilliseconds: number
  readonly runs: number
  /** TCP connections that came through the forwarder. */
  readonly connections: { readonly least: number; readonly most: number }
  /** Bytes in both directions, without the headers of TCP and IP. */
  readonly bytes: number
  /** From the start of the process to its end. */
  readonly seconds: number
  readonly surveySeconds: number | null
  readonly cpuSeconds: number
  readonly suites: number | null
}

/** Where the forwarder listens. On port 25 nmap takes a server for SMTP without looking first, which would count too. */
const PLACE = { address: '127.0.53.25', port: 25 }

/** Runs a contender so many times, one after the other, against a running receiver through a forwarder. */
export async function measure(
  contender: Contender,
  receiver: { readonly name: PostfixConfiguration; readonly peer: RunningPeer },
  roundTripMilliseconds: number,
  runs: number,
): Promise<Measurement> {
  await warmUp(receiver.peer)
  await using forwarder = await startForwarder({
    ...PLACE,
    target: receiver.peer,
    delayMilliseconds: roundTripMilliseconds / 2,
  })
  const all = []
  for (let run = 0; run < runs; run++) {
    forwarder.reset()
    const told = await contender.run(forwarder)
    all.push({ ...told, ...forwarder.counts() })
  }
  const connections = all.map((run) => run.connections)
  const survey = all.flatMap(({ surveySeconds }) => surveySeconds ?? [])
  return {
    contender,
    receiver: receiver.name,
    roundTripMilliseconds,
    runs,
    connections: { least: Math.min(...connections), most: Math.max(...connections) },
    bytes: median(all.map(({ bytesUp, bytesDown }) => bytesUp + bytesDown)),
    seconds: median(all.map(({ seconds }) => seconds)),
    surveySeconds: survey.length === 0 ? null : median(survey),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
    suites: all[0]?.suites ?? null,
  }
}

/** Connections of the warm-up, more than any contender has open at once on purpose. */
const WARM_CONNECTIONS = 10

/**
 * Has Postfix start its processes, as a server that receives mail has them running: who comes first would pay for those
 * who come later.
 */
async function warmUp({ address, port }: RunningPeer): Promise<void> {
  const sockets = Array.from({ length: WARM_CONNECTIONS }, () => connect(port, address))
  await Promise.all(sockets.map((socket) => once(socket, 'data')))
  for (const socket of sockets) socket.end('QUIT\r\n')
  await Promise.all(sockets.map((socket) => once(socket.resume(), 'close')))
}
