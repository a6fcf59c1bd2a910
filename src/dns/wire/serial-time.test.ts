import { describe, expect, it } from 'vitest'
import { formatTime, isoTime, parseTime, serialDistance } from './serial-time.ts'

describe('times of signatures', () => {
  it.each([
    { text: '19700101000000', seconds: 0 },
    { text: '20030322173103', seconds: 0x3e7c9dd7 },
    { text: '20371231000000', seconds: 2_145_830_400 },
    { text: '21060207062815', seconds: 0xffff_ffff },
  ])('$text', ({ text, seconds }) => {
    expect(parseTime(text)).toBe(seconds)
    expect(formatTime(seconds)).toBe(text)
    expect(parseTime(String(seconds))).toBe(seconds)
  })

  it.each(['', '2003032217310', '20031322173103', '20030230000000', '20030322250000', '4294967296', '-1', '0x10'])(
    'refuses %j',
    (text) => {
      expect(parseTime(text)).toBeNull()
    },
  )

  it('shows ISO 8601', () => expect(isoTime(2_145_830_400)).toBe('2037-12-31T00:00:00Z'))

  it.each([
    { earlier: 100, later: 200, distance: 100 },
    { earlier: 200, later: 100, distance: -100 },
    { earlier: 0xffff_fff0, later: 0x10, distance: 0x20 },
    { earlier: 0x10, later: 0xffff_fff0, distance: -0x20 },
    { earlier: 7, later: 7, distance: 0 },
  ])('from $earlier to $later it is $distance, around the end of 2106 too', ({ earlier, later, distance }) => {
    expect(serialDistance(earlier, later)).toBe(distance)
  })
})
