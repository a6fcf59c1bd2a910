import { describe, expect, test } from 'vitest'
import { REPORT_STYLE } from './report-style.ts'
import { STYLE } from './style.ts'

/** Colours of one scheme by their names. */
type Palette = ReadonlyMap<string, string>

function palettes(): Readonly<Record<'light' | 'dark', Palette>> {
  const [light = '', dark = ''] = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) => body ?? '')
  const read = (body: string): Palette =>
    new Map([...body.matchAll(/--([\w-]+): (#[0-9a-f]+);/g)].map(([, name = '', value = '']) => [name, value]))
  return { light: read(light), dark: read(dark) }
}

/** Relative luminance. WCAG 2.2, definition. */
function luminance(colour: string): number {
  const full = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(full.slice(at, at + 2), 16) / 255
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const tones = ['good', 'info', 'low', 'medium', 'high', 'critical']

/** Everything that text stands on. Pictures use the same colours, which no tool measures in them. */
const PAIRS: readonly (readonly [string, string])[] = [
  ...tones.map((tone) => [tone, `${tone}-bg`] as const),
  ...['text', 'soft', 'link'].flatMap((ink) => ['card', 'page', 'code'].map((ground) => [ink, ground] as const)),
]

describe.each(Object.entries(palettes()))('the %s palette', (_, palette) => {
  test.each(PAIRS)('%s on %s has a contrast of at least 4.5', (ink, ground) => {
    expect(contrast(palette.get(ink) ?? '#000', palette.get(ground) ?? '#000')).toBeGreaterThanOrEqual(4.5)
  })
})

test('contrast is that of WCAG', () => {
  expect(contrast('#000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrast('#777777', '#fff')).toBeCloseTo(4.48, 2)
})

test('every colour that is used is in both palettes', () => {
  const used = new Set([...(STYLE + REPORT_STYLE).matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name ?? ''))
  const { light, dark } = palettes()
  const local = ['c', 'b']
  expect([...used].filter((name) => !local.includes(name) && !(light.has(name) && dark.has(name)))).toEqual([])
})
