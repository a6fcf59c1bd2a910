const LINE_FEED = 0x0a

/** A piece of a stream: a line with its end, or part of one that is too long to be looked at. */
export interface LinePiece {
  readonly bytes: Uint8Array
  /** Whether these bytes are a whole line. */
  readonly whole: boolean
}

/** Cuts a stream into lines, whatever its chunks are. */
export interface LineSplitter {
  /** The lines that are complete now. All pieces together are what went in, byte by byte. */
  take(chunk: Uint8Array): readonly LinePiece[]
  /** Takes out what waits for its line end, at the end of the stream or where lines end. */
  rest(): Uint8Array
}

/** A splitter that holds back at most `limitBytes`. */
export function createLineSplitter(limitBytes: number): LineSplitter {
  let waiting: Uint8Array = new Uint8Array(0)
  let isTooLong = false
  return {
    take(chunk) {
      let bytes = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
      const pieces: LinePiece[] = []
      for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED)) {
        pieces.push({ bytes: bytes.subarray(0, end + 1), whole: !isTooLong && end < limitBytes })
        isTooLong = false
        bytes = bytes.subarray(end + 1)
      }
      if (bytes.length > limitBytes || (isTooLong && bytes.length > 0)) {
        pieces.push({ bytes, whole: false })
        isTooLong = true
        bytes = new Uint8Array(0)
      }
      waiting = bytes
      return pieces
    },
    rest() {
      const rest = waiting
      waiting = new Uint8Array(0)
      return rest
    },
  }
}
