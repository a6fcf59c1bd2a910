import { cutMiddle } from '../../../report/columns.ts'
import { count } from '../../../report/logs-wording.ts'

/** How often the line is drawn anew, at most. */
const REDRAW_MILLISECONDS = 200

/** A line on a terminal that says how far the reading is. */
export interface LogProgress {
  readonly show: (name: string, read: number, messages: number) => void
  /** Takes the line away. */
  readonly clear: () => void
}

/** Shows nothing: for pipes, files and `--quiet`. */
export const NO_LOG_PROGRESS: LogProgress = { show: () => {}, clear: () => {} }

/**
 * Progress on a terminal. It writes to standard error, so that the report can be redirected.
 *
 * @param total octets of all files; null when one of them is a stream
 */
export function liveLogProgress(stream: NodeJS.WriteStream, total: number | null): LogProgress {
  const start = performance.now()
  let last = 0
  return {
    show: (name, read, messages) => {
      const now = performance.now()
      if (now - last < REDRAW_MILLISECONDS) return
      last = now
      const rate = read / 1e6 / ((now - start) / 1_000)
      const share =
        total === null || total === 0 ? `${count(Math.floor(read / 1e6))} MB` : `${Math.floor((read / total) * 100)} %`
      const line = `${share}   ${Math.round(rate)} MB/s   ${count(messages)} messages   ${name}`
      stream.write(`\r\u001b[2K${cutMiddle(line, stream.columns - 1)}`)
    },
    clear: () => {
      if (last > 0) stream.write('\r\u001b[2K')
    },
  }
}
