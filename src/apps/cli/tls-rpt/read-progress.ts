import { cutMiddle } from '../../../report/columns.ts'

/** How often the line is drawn anew, at most. */
const REDRAW_MILLISECONDS = 100

/** A line that tells how far the reading has come, rewritten in place. */
export interface ReadProgress {
  /** @param failed documents that could not be read so far */
  readonly show: (file: string, failed: number) => void
  /** Takes the line away. */
  readonly clear: () => void
}

/** The line of a terminal; nothing for pipes, files, or whoever wants it quiet. */
export function readProgress(stream: NodeJS.WriteStream, quiet: boolean): ReadProgress {
  if (quiet || !stream.isTTY) return { show: () => {}, clear: () => {} }
  let count = 0
  let drawn = 0
  return {
    show: (file, failed) => {
      count += 1
      if (performance.now() - drawn < REDRAW_MILLISECONDS) return
      drawn = performance.now()
      const counted = `${count} documents${failed > 0 ? `, ${failed} not read` : ''}  `
      stream.write(`\r\u001b[K${counted}${cutMiddle(file, Math.max(10, stream.columns - counted.length - 1))}`)
    },
    clear: () => {
      if (drawn > 0) stream.write('\r\u001b[K')
    },
  }
}
