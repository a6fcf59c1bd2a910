import type { Picture } from './picture.ts'

/** Side of the squares that are compared, in points: about a letter. */
const SQUARE = 8

/** Difference of two squares' mean brightness or colour, of 255, below which they look the same. */
const NOTICEABLE = 14

/** What is different between two pictures. */
export interface Difference {
  /** Squares that look different, of all that have something in them in either picture; from 0 to 1. */
  readonly share: number
  /** The first rows of points with a difference, for whoever wants to look. */
  readonly rows: readonly number[]
}

/**
 * Compares pictures square by square, by the mean of each. Points are not compared, because another release of the browser or of
 * its fonts draws the edges of letters a little differently; a word that is another one, a colour, a line that moved or a part that
 * is gone changes whole squares. Squares of one colour that have not changed count for nothing, so that a long page hides no more than a short one.
 */
export function comparePictures(a: Picture, b: Picture): Difference {
  const [width, height] = [Math.max(a.width, b.width), Math.max(a.height, b.height)]
  const rows = new Set<number>()
  let [filled, different] = [0, 0]
  for (let y = 0; y < height; y += SQUARE) {
    for (let x = 0; x < width; x += SQUARE) {
      const [one, two] = [meanOf(a, x, y), meanOf(b, x, y)]
      if (one.isPlain && two.isPlain && distance(one.rgb, two.rgb) === 0) continue
      filled += 1
      if (distance(one.rgb, two.rgb) <= NOTICEABLE) continue
      different += 1
      rows.add(y)
    }
  }
  return { share: filled === 0 ? 0 : different / filled, rows: [...rows].slice(0, 10) }
}

type Colour = readonly [number, number, number]

function distance(a: Colour, b: Colour): number {
  return Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]))
}

/** The mean colour of a square, and whether it has but one; outside of the picture all is black. */
function meanOf(
  { width, height, rgb }: Picture,
  left: number,
  top: number,
): { readonly rgb: Colour; readonly isPlain: boolean } {
  const first = (top * width + left) * 3
  const [firstRed, firstGreen, firstBlue] = [rgb[first], rgb[first + 1], rgb[first + 2]]
  let red = 0
  let green = 0
  let blue = 0
  let isPlain = true
  for (let y = top; y < Math.min(top + SQUARE, height); y += 1) {
    for (let x = left; x < Math.min(left + SQUARE, width); x += 1) {
      const at = (y * width + x) * 3
      const r = rgb[at] ?? 0
      const g = rgb[at + 1] ?? 0
      const b = rgb[at + 2] ?? 0
      red += r
      green += g
      blue += b
      if (r !== firstRed || g !== firstGreen || b !== firstBlue) isPlain = false
    }
  }
  const points = SQUARE * SQUARE
  return { rgb: [red / points, green / points, blue / points], isPlain }
}
