/**
 * Measures the reader of Received fields: a million mutated fields, none of which may make it throw, and the time for fields of
 * growing length in shapes that would catch a backtracking expression. Run with `node bench/headers.ts`; the results are
 * printed as Markdown.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readHops } from '../src/received/read-hops.ts'
import { table } from './section.ts'

const MUTATIONS = 1_000_000

/** A field of 64 KiB must be read within this time. */
const GOAL_MILLISECONDS = 1

const SIZES = [8_192, 16_384, 32_768, 65_536] as const

const headers: readonly { readonly header: string }[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../test/vectors/received/headers.json'), 'utf8'),
)
const seeds = headers.map(({ header }) => header)

let state = 0x2545_f491
function random(below: number): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % below
}

const PIECES = [
  '(',
  ')',
  ';',
  '\\',
  '\n',
  '\n ',
  '=3D',
  '=\n',
  '"',
  'from ',
  ' by ',
  ' with ',
  ' id ',
  'TLSv1.3:',
  'using ',
  '\u0000',
  'ü',
  '&#43;',
]

/** A field with some characters changed, taken out, doubled or put in. */
function mutated(seed: string): string {
  let text = seed
  for (let changes = 1 + random(6); changes > 0; changes -= 1) {
    const at = random(text.length + 1)
    const length = random(12)
    switch (random(4)) {
      case 0:
        text = text.slice(0, at) + text.slice(at + length)
        break
      case 1:
        text = text.slice(0, at) + (PIECES[random(PIECES.length)] ?? '') + text.slice(at)
        break
      case 2:
        text = text.slice(0, at + length) + text.slice(at)
        break
      default:
        text = text.slice(0, at) + String.fromCharCode(random(256)) + text.slice(at + 1)
    }
  }
  return text
}

function fuzz(): string {
  const counts = { encrypted: 0, plaintext: 0, unknown: 0 }
  const start = performance.now()
  for (let at = 0; at < MUTATIONS; at += 1) {
    for (const { tls } of readHops(mutated(seeds[at % seeds.length] ?? ''))) counts[tls.state] += 1
  }
  const microseconds = ((performance.now() - start) / MUTATIONS) * 1_000
  return `${MUTATIONS} mutated fields, none of which made the reader throw: ${counts.encrypted} encrypted, ${counts.plaintext} in clear, ${counts.unknown} unknown; ${microseconds.toFixed(1)} µs each, mutation included.`
}

/** Fields of a given length, each of a shape that hurts a careless reader. */
const SHAPES: Readonly<Record<string, (length: number) => string>> = {
  'a real one, padded by recipients': (length) =>
    (seeds[5] ?? '').replace('for ', `for ${'<user@example.org>, '.repeat(length / 20)}`),
  words: (length) => `from a by b with ESMTPS ${'x '.repeat(length / 2)}`,
  comments: (length) => `from a ${'()'.repeat(length / 2)} by b`,
  'nested comments': (length) => `${'('.repeat(length / 2)}${')'.repeat(length / 2)}`,
  'comments that stay open': (length) => '('.repeat(length),
  backslashes: (length) => '(\\'.repeat(length / 2),
  'one long word': (length) => 'a'.repeat(length),
  blanks: (length) => `from${' '.repeat(length)}a`,
  digits: (length) => `by a; ${'1'.repeat(length)}`,
  pairs: (length) => `(version=TLS1 ${'a=b '.repeat(length / 4)})`,
  'using, again and again': (length) => `(using TLSv1.3 with cipher A${' key-exchange'.repeat(length / 13)})`,
  versions: (length) => `by b (Exim ${'1-'.repeat(length / 2)})`,
  addresses: (length) => `from a (${'[1.2.3.4]:'.repeat(length / 10)})`,
  lines: (length) => 'from a\n by b\n'.repeat(length / 13),
  'soft line breaks': (length) => '=\n'.repeat(length / 2),
  entities: (length) => '&#'.repeat(length / 2),
  quotation: (length) => '> '.repeat(length / 2),
}

/** The best of several rounds: what the reader needs when nothing else runs. */
function milliseconds(text: string): number {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 30; round += 1) {
    const start = performance.now()
    readHops(text)
    best = Math.min(best, performance.now() - start)
  }
  return best
}

const rows = Object.entries(SHAPES).map(([name, make]) => {
  const times = SIZES.map((size) => milliseconds(`Received: ${make(size)}`))
  return { name, times, growth: (times[3] ?? 0) / Math.max(0.001, times[2] ?? 0) }
})
const worst = Math.max(...rows.map(({ times }) => times[3] ?? 0))
const steepest = Math.max(...rows.map(({ growth }) => growth))
console.log(fuzz())
console.log('')
console.log(
  table(
    ['shape', ...SIZES.map((size) => `${size / 1024} KiB`), 'last doubling'],
    rows.map(({ name, times, growth }) => [
      name,
      ...times.map((each) => `${each.toFixed(3)} ms`),
      `× ${growth.toFixed(1)}`,
    ]),
  ),
)
console.log('')
console.log(
  `The slowest field of 64 KiB takes ${worst.toFixed(2)} ms (goal: ${GOAL_MILLISECONDS} ms); no doubling of the length takes more than × ${steepest.toFixed(1)}.`,
)
process.exitCode = worst <= GOAL_MILLISECONDS && steepest < 3 ? 0 : 1
