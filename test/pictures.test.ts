import { describe, expect, test } from 'vitest'
import { comparePictures } from './pictures/compare-pictures.ts'
import { type Picture, readPng, writePng } from './pictures/picture.ts'
import { picturedReports } from './pictures/pictured-reports.ts'
import { coloured } from './pictures/take-pictures.ts'
import { terminalPage } from './pictures/terminal-page.ts'

/** A picture of one colour with a block of another. */
function block({ width = 100, height = 60, left = 16, size = 16, colour = [200, 40, 40] } = {}): Picture {
  const rgb = new Uint8Array(width * height * 3).fill(240)
  for (let y = 8; y < 8 + size; y += 1) {
    for (let x = left; x < left + size; x += 1) rgb.set(colour, (y * width + x) * 3)
  }
  return { width, height, rgb }
}

describe('readPng and writePng', () => {
  test('bring a picture of few colours back as it was', () => {
    expect(readPng(writePng(block()))).toEqual(block())
  })

  test('bring a picture of many colours back nearly, and none of its colours is lost for being seldom', () => {
    const many = block()
    for (let x = 0; x < 100; x += 1) many.rgb.set([x * 2, x * 2, x * 2], (50 * 100 + x) * 3)
    const back = readPng(writePng(many))
    expect(comparePictures(many, back).share).toBe(0)
    const at = (8 * 100 + 16) * 3
    expect([...back.rgb.subarray(at, at + 3)]).toEqual([200, 40, 40])
  })

  test('refuse what is no PNG, and one of another kind', () => {
    expect(() => readPng(Buffer.from('GIF89a'))).toThrow('no PNG')
    const sixteen = Buffer.from(writePng(block()))
    sixteen[24] = 16
    expect(() => readPng(sixteen)).toThrow('another kind')
  })
})

describe('comparePictures', () => {
  const cases = [
    { name: 'the same', other: block(), least: 0, most: 0 },
    { name: 'a shade that nobody sees', other: block({ colour: [206, 44, 38] }), least: 0, most: 0 },
    { name: 'another colour', other: block({ colour: [40, 40, 200] }), least: 1, most: 1 },
    { name: 'gone', other: block({ size: 0 }), least: 1, most: 1 },
    { name: 'moved by its width', other: block({ left: 32 }), least: 1, most: 1 },
    { name: 'larger', other: block({ size: 24 }), least: 1, most: 1 },
    { name: 'a taller picture', other: block({ height: 80 }), least: 0.8, most: 1 },
  ]
  test.each(cases)('$name', ({ other, least, most }) => {
    for (const { share } of [comparePictures(block(), other), comparePictures(other, block())]) {
      expect(share).toBeGreaterThanOrEqual(least)
      expect(share).toBeLessThanOrEqual(most)
    }
  })

  test('says where to look', () => {
    expect(comparePictures(block(), block({ size: 0 })).rows).toEqual([8, 16])
  })
})

describe('terminalPage', () => {
  test('shows colours and bold letters, and ends them', () => {
    const page = terminalPage('a\u001b[31mb\u001b[1mc\u001b[22m\u001b[39md', 80)
    const spans = [...page.matchAll(/<span style="color:([^;]+);font-weight:(\d+)">([^<]*)<\/span>/g)]
    expect(spans.map(([, , weight, text]) => `${text} ${weight}`)).toEqual(['a 400', 'b 400', 'c 700', ' 400', 'd 400'])
    expect(spans[1]?.[1]).not.toBe(spans[0]?.[1])
    expect(spans[4]?.[1]).toBe(spans[0]?.[1])
  })

  test('refuses a colour that no report has any business with', () => {
    expect(() => terminalPage('\u001b[35mx', 80)).toThrow('no terminal colour 35')
  })

  test.each(picturedReports())(
    'takes the report $name with all its colours, and leaves no control behind',
    ({ report }) => {
      const text = coloured(report, 80)
      expect(text).toContain('\u001b[')
      expect(terminalPage(text, 80)).not.toContain('\\x1b')
      expect(terminalPage(text, 80)).not.toContain('\u001b')
    },
  )
})

test('the pictured reports are the same each time', () => {
  expect(picturedReports()).toEqual(picturedReports())
})
