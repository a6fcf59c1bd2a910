import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitMbox } from './split-mbox.ts'

async function split(text: string, chunkBytes: number, limitBytes = 1_000_000): Promise<readonly (string | null)[]> {
  const bytes = Buffer.from(text, 'latin1')
  const found: (string | null)[] = []
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
  }
  for await (const message of splitMbox(chunks(), limitBytes))
    found.push(message === null ? null : message.toString('latin1'))
  return found
}

describe('splitMbox', () => {
  const box = 'From a\nS: 1\n\nFrom the text\n\nFrom b\r\nS: 2\r\n\r\nx\r\n\r\nFrom c\nS: 3\n'

  test.each([1, 2, 7, 8, 9, 1_000])('in chunks of %i', async (chunkBytes) => {
    // A line of the text that begins like one of the mailbox, behind an empty line, cannot be told from one.
    expect(await split(box, chunkBytes)).toEqual(['S: 1\n\n', '\n', 'S: 2\r\n\r\nx\r\n\r\n', 'S: 3\n'])
  })

  test('a message that is too long is passed over, the next one is not', async () => {
    const long = `From a\nS: 1\n\n${'x'.repeat(500)}\n\nFrom b\nS: 2\n`
    for (const chunkBytes of [1, 64, 10_000]) expect(await split(long, chunkBytes, 100)).toEqual([null, 'S: 2\n'])
  })

  test('the size of the chunks changes nothing', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'From \n\r-x'), maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 50 }), async (body, chunkBytes) => {
        const whole = `From a\n${body}\n\nFrom b\n`
        expect(await split(whole, chunkBytes)).toEqual(await split(whole, 1_000))
      }),
    )
  })
})
