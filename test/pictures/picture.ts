import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** A picture in memory: three octets a point, row after row. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** Colour types of PNG (PNG specification, third edition, section 11.2.1). */
const TRUECOLOUR = 2
const INDEXED = 3
const TRUECOLOUR_ALPHA = 6

/** Reads a PNG of eight bits without interlace: what Chromium writes, and what `writePng` does. Transparency is left out. */
export function readPng(bytes: Uint8Array): Picture {
  const data = Buffer.from(bytes)
  if (!data.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new RangeError('no PNG')
  let header: Buffer | undefined
  let palette: Buffer | undefined
  const packed: Buffer[] = []
  for (let at = SIGNATURE.length; at < data.length; ) {
    const length = data.readUInt32BE(at)
    const kind = data.toString('latin1', at + 4, at + 8)
    const body = data.subarray(at + 8, at + 8 + length)
    if (kind === 'IHDR') header = body
    if (kind === 'PLTE') palette = body
    if (kind === 'IDAT') packed.push(body)
    at += length + 12
  }
  if (header === undefined) throw new RangeError('a PNG without a header')
  const [width, height, depth, colour] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]]
  if (depth !== 8 || header[12] !== 0) throw new RangeError('a PNG of another kind')
  const channels = colour === TRUECOLOUR ? 3 : colour === TRUECOLOUR_ALPHA ? 4 : 1
  const points = unfilter(inflateSync(Buffer.concat(packed)), width * channels, height, channels)
  const rgb = new Uint8Array(width * height * 3)
  for (let point = 0; point < width * height; point += 1) {
    const [from, at] = colour === INDEXED ? [palette, (points[point] ?? 0) * 3] : [points, point * channels]
    for (let part = 0; part < 3; part += 1) rgb[point * 3 + part] = from?.[at + part] ?? 0
  }
  return { width, height, rgb }
}

/** Undoes the filters of the rows (section 9). */
function unfilter(data: Buffer, rowBytes: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(rowBytes * height)
  for (let row = 0; row < height; row += 1) {
    const filter = data[row * (rowBytes + 1)] ?? 0
    for (let at = 0; at < rowBytes; at += 1) {
      const here = row * rowBytes + at
      const left = at >= channels ? (out[here - channels] ?? 0) : 0
      const up = row > 0 ? (out[here - rowBytes] ?? 0) : 0
      const corner = at >= channels && row > 0 ? (out[here - rowBytes - channels] ?? 0) : 0
      out[here] = (data[row * (rowBytes + 1) + 1 + at] ?? 0) + guess(filter, left, up, corner)
    }
  }
  return out
}

function guess(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return up
    case 3:
      return (left + up) >> 1
    case 4:
      return paeth(left, up, corner)
    default:
      return 0
  }
}

function paeth(left: number, up: number, corner: number): number {
  const sum = left + up - corner
  const [a, b, c] = [Math.abs(sum - left), Math.abs(sum - up), Math.abs(sum - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

/** Colours of a picture that is written. */
const PALETTE = 64

/** Writes a PNG with a small palette, since text in a few colours needs no more. */
export function writePng({ width, height, rgb }: Picture): Uint8Array {
  const counts = new Map<number, number>()
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = colourAt(rgb, at)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const { palette, places } = quantise(counts)
  const rows = Buffer.alloc(height * (width + 1))
  for (let row = 0; row < height; row += 1) {
    for (let at = 0; at < width; at += 1) {
      rows[row * (width + 1) + 1 + at] = places.get(colourAt(rgb, (row * width + at) * 3)) ?? 0
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, INDEXED, 0, 0, 0], 8)
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]))
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/**
 * Chooses a palette one colour after the other, each time the one that the palette so far shows worst, seen over all its points:
 * the greys at the edges of letters are many, but none of them crowds out a red word.
 */
function quantise(counts: ReadonlyMap<number, number>): {
  readonly palette: readonly number[]
  readonly places: ReadonlyMap<number, number>
} {
  const colours = [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([colour, count]) => ({ colour, count, place: 0, far: Number.MAX_SAFE_INTEGER }))
  const palette: number[] = []
  while (palette.length < Math.min(PALETTE, colours.length)) {
    const next = colours.reduce((worst, each) => (each.count * each.far > worst.count * worst.far ? each : worst))
    for (const each of colours) {
      const far = squareDistance(each.colour, next.colour)
      if (far < each.far) Object.assign(each, { far, place: palette.length })
    }
    palette.push(next.colour)
  }
  return { palette, places: new Map(colours.map(({ colour, place }) => [colour, place])) }
}

function squareDistance(a: number, b: number): number {
  const [red, green, blue] = [(a >> 16) - (b >> 16), ((a >> 8) & 0xff) - ((b >> 8) & 0xff), (a & 0xff) - (b & 0xff)]
  return red * red + green * green + blue * blue
}

function chunk(kind: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), body])
  const out = Buffer.alloc(named.length + 8)
  out.writeUInt32BE(body.length, 0)
  out.set(named, 4)
  out.writeUInt32BE(crc32(named), named.length + 4)
  return out
}

function colourAt(rgb: Uint8Array, at: number): number {
  return ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0)
}
