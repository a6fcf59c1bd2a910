import type { ProgressEvent } from '../../audit/environment.ts'
import { cutMiddle } from '../../report/columns.ts'

/** How often the lines are drawn anew, at most. */
const REDRAW_MILLISECONDS = 100

const HOST_COLUMNS = 30
const ADDRESS_COLUMNS = 26

/** Live lines on a terminal, one for each server, rewritten in place. */
export interface Progress {
  readonly show: (event: ProgressEvent) => void
  /** Takes the lines away. */
  readonly clear: () => void
}

/** Shows nothing: for pipes, files and `--quiet`. */
export const NO_PROGRESS: Progress = { show: () => {}, clear: () => {} }

interface Line {
  readonly name: string
  readonly state: string
}

/** Progress on a terminal. It writes to standard error, so that the report can be redirected. */
export function liveProgress(stream: NodeJS.WriteStream): Progress {
  const lines = new Map<string, Line>()
  let drawn = 0
  let lastDraw = 0
  const erase = (): void => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[0J`)
    drawn = 0
  }
  const draw = (): void => {
    erase()
    const rows = Math.max(1, (stream.rows ?? 24) - 2)
    const shown = [...lines.values()].slice(-rows)
    for (const { name, state } of shown) stream.write(`${cutMiddle(`${name}${state}`, stream.columns - 1)}\n`)
    drawn = shown.length
    lastDraw = performance.now()
  }
  return {
    show: (event) => {
      note(lines, event)
      const isDue = performance.now() - lastDraw >= REDRAW_MILLISECONDS
      if (isDue || event.kind === 'resolved' || drawn < lines.size) draw()
    },
    clear: erase,
  }
}

function note(lines: Map<string, Line>, event: ProgressEvent): void {
  switch (event.kind) {
    case 'started': {
      const name = cutMiddle(event.target, HOST_COLUMNS).padEnd(HOST_COLUMNS + 2)
      lines.set(event.target, { name, state: 'looking up' })
      return
    }
    case 'resolved': {
      const name = cutMiddle(event.target, HOST_COLUMNS).padEnd(HOST_COLUMNS + 2)
      lines.set(event.target, { name, state: `${event.exchangers} MX, ${event.addresses} addresses` })
      return
    }
    case 'waiting':
      if (!lines.has(keyOf(event))) lines.set(keyOf(event), { name: nameOf(event), state: 'waiting for the greeting' })
      return
    case 'probe': {
      const { accepted, refused, connections, goal } = event
      const parts = [
        accepted.length > 0 ? `${accepted.map(short).join(' ')} yes` : '',
        refused.length > 0 ? `${refused.map(short).join(' ')} no` : '',
        `${connections} connections`,
        goal,
      ]
      lines.set(keyOf(event), { name: nameOf(event), state: parts.filter((part) => part !== '').join('   ') })
      return
    }
    case 'server-done':
      lines.set(keyOf(event), { name: nameOf(event), state: `done, ${event.connections} connections` })
      return
    default:
      throw event satisfies never
  }
}

type ServerEvent = Exclude<ProgressEvent, { kind: 'started' | 'resolved' }>

function keyOf({ address, port }: ServerEvent): string {
  return `${address} ${port}`
}

function nameOf({ host, address, port }: ServerEvent): string {
  const endpoint = port === 25 ? address : `${address} ${port}`
  return `  ${cutMiddle(host, HOST_COLUMNS).padEnd(HOST_COLUMNS)}${cutMiddle(endpoint, ADDRESS_COLUMNS).padEnd(ADDRESS_COLUMNS + 2)}`
}

/** `TLS 1.2` as `1.2`, `SSL 3.0` as `SSL3`. */
function short(title: string): string {
  return title.replace('TLS ', '').replace(/SSL (\d)\.0/, 'SSL$1')
}
