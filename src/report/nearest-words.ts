import { editDistance } from '../base/edit-distance.ts'

/** Longer texts are no slip of the hand. */
const LONGEST = 64

/**
 * Words that somebody may have meant, the nearest first, at most three. A word of which the text is a part is near, whatever
 * its length.
 */
export function nearestWords(text: string, words: readonly string[]): readonly string[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '' || wanted.length > LONGEST) return []
  return words
    .map((word) => ({ word, distance: distanceOf(wanted, word.toLowerCase()) }))
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(word.length / 3)))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ word }) => word)
}

function distanceOf(wanted: string, word: string): number {
  return wanted.length >= 3 && word.includes(wanted) ? 1 : editDistance(wanted, word)
}
