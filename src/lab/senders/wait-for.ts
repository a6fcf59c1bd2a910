import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '../../base/failure.ts'
import type { LoopbackPlace } from '../attack/loopback.ts'

/** Milliseconds between two looks. */
const PAUSE_MILLISECONDS = 20

/** A program has this long to start. */
const START_MILLISECONDS = 15_000

/** A look at something that comes in time. @throws ProbeError `program-failed` when it does not */
export async function waitFor<Found>(
  program: string,
  milliseconds: number,
  look: () => Found | null | Promise<Found | null>,
  explain: () => string = () => '',
): Promise<Found> {
  const deadline = performance.now() + milliseconds
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (performance.now() > deadline) {
      const said = explain().trim().split('\n').slice(-3).join(' | ')
      fail({ code: 'program-failed', program, text: said === '' ? 'it does not answer' : said.slice(0, 500) })
    }
    await sleep(PAUSE_MILLISECONDS)
  }
}

/** Waits until a program takes connections. @throws ProbeError `program-failed` */
export async function waitForPort(program: string, place: LoopbackPlace, explain?: () => string): Promise<void> {
  await waitFor(program, START_MILLISECONDS, async () => ((await accepts(place)) ? true : null), explain)
}

function accepts({ address, port }: LoopbackPlace): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
