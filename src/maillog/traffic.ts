import { type DayTally, emptyDay, type Way } from './day-clock.ts'
import type { Session } from './session.ts'
import { type Protection, Tally, type TlsFailure } from './tally.ts'

/** Programs whose logs are read. */
export type Software = 'postfix' | 'exim' | 'sendmail'

/** The sums of one program, one for each way. */
export type SoftwareTraffic = Readonly<Record<Way, Tally>>

/** One message, as a reader learnt of it. */
export interface Message {
  readonly direction: 'in' | 'out'
  readonly protection: Protection
  /** Null when nothing is known of the session, or there was none. */
  readonly session: Session | null
  /** The domain that it went to, or the machine that it came from. */
  readonly peer: string
  /** The other machine's IP address. */
  readonly address: string
}

/** Where the readers of all programs put what they learn. */
export class Traffic {
  readonly #programs = new Map<Software, SoftwareTraffic>()
  /** The day of the line being read. */
  day: DayTally = emptyDay()

  of(software: Software): SoftwareTraffic {
    const known = this.#programs.get(software)
    if (known !== undefined) return known
    const made = { in: new Tally('in'), out: new Tally('out'), localIn: new Tally('in'), localOut: new Tally('out') }
    this.#programs.set(software, made)
    return made
  }

  programs(): ReadonlyMap<Software, SoftwareTraffic> {
    return this.#programs
  }

  message(software: Software, { direction, protection, session, peer, address }: Message): void {
    const isLocal = isLoopback(address)
    const way: Way = direction === 'in' ? (isLocal ? 'localIn' : 'in') : isLocal ? 'localOut' : 'out'
    this.of(software)[way].add(protection, session, peer)
    this.day[way][session?.isNull === true ? 'clear' : protection] += 1
  }

  failure(software: Software, failure: TlsFailure, peer: string): void {
    this.of(software).out.addFailure(failure, peer)
  }
}

/** The loopback addresses in the spellings of logs: `127.0.0.1`, `::1`, `IPv6:::1`, `::ffff:127.0.0.1`. */
function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address === 'IPv6:::1' || address.startsWith('::ffff:127.')
}
