import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderHtml } from '../../src/report/html/html.ts'
import type { Report } from '../../src/report/report.ts'
import { comparePictures } from '../pictures/compare-pictures.ts'
import { readPng } from '../pictures/picture.ts'
import { picturedReports } from '../pictures/pictured-reports.ts'
import { coloured, fileOf, VIEWS } from '../pictures/take-pictures.ts'
import { accessibility, cutTexts, openBrowser, openPage, unfold } from './harness/browser.ts'
import { isMissing } from './harness/require-peer.ts'

/* What people see is compared with the pictures that were looked at and committed. After a change that is meant: npm run pictures. */

const folder = join(import.meta.dirname, '../../docs/pictures')

/**
 * The share of squares that may look different. The same browser and fonts draw the same picture but for its palette, which is
 * less than a thousandth of them; other releases move a few. A row more or less moves all that is below it.
 */
const TOLERANCE = 0.015

/** All pictures together. */
const MOST_BYTES = 3_000_000

const reports = picturedReports()
const cases = reports.flatMap((pictured) => VIEWS.map((view) => ({ pictured, view, file: fileOf(pictured, view) })))

/** What must not go unnoticed, each the least of its kind. */
const PLANTED: readonly {
  readonly name: string
  readonly style?: string
  readonly change?: (report: Report) => Report
}[] = [
  { name: 'a finding is gone', change: (report) => ({ ...report, findings: report.findings.slice(1) }) },
  { name: 'the sentence needs a line more', change: (report) => ({ ...report, headline: report.headline.repeat(3) }) },
  { name: 'the letters are a twentieth larger', style: 'body { zoom: 1.05 }' },
  { name: 'a colour is gone', style: 'span, td { color: inherit !important; background: none !important }' },
]

describe('docs/pictures', () => {
  test('has the pictures that are drawn, and no others', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.png'))
    expect(files.toSorted()).toEqual(cases.map(({ file }) => file).toSorted())
    const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
    expect(bytes).toBeLessThan(MOST_BYTES)
  })
})

describe.skipIf(isMissing('chromium'))('the pictures in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  const kept = (file: string) => readPng(readFileSync(join(folder, file)))

  test.each(cases)('$file is what is drawn today', async ({ pictured, view, file }) => {
    expect(existsSync(join(folder, file))).toBe(true)
    const { share, rows } = comparePictures(kept(file), await view.take(browser, pictured.report))
    expect(share, `differs from row ${rows.join(', ')} on; look at it, then npm run pictures`).toBeLessThan(TOLERANCE)
  })

  const weak = cases.filter(
    ({ pictured, view }) => pictured.name === 'weak' && ['terminal-80', 'light', 'paper'].includes(view.name),
  )
  test.each(weak.flatMap((one) => PLANTED.map((planted) => ({ ...one, planted }))))(
    '$file: noticed that $planted.name',
    async ({ pictured: { report }, view, file, planted: { style, change } }) => {
      const changed = await view.take(browser, change?.(report) ?? report, style)
      expect(comparePictures(kept(file), changed).share).toBeGreaterThan(TOLERANCE)
    },
  )

  test.each(reports)(
    '$name: axe finds nothing in light, in dark and on paper, and no text is cut',
    async ({ report }) => {
      for (const [colorScheme, media] of [
        ['light', 'screen'],
        ['dark', 'screen'],
        ['light', 'print'],
      ] as const) {
        const { page } = await openPage(browser, renderHtml([report]), { colorScheme, width: 794 })
        await page.emulateMedia({ media })
        expect(await cutTexts(page)).toEqual([])
        if (media === 'screen') await unfold(page)
        expect(await cutTexts(page)).toEqual([])
        const { violations, rules } = await accessibility(page)
        expect(violations).toEqual([])
        expect(rules).toBeGreaterThan(20)
        await page.close()
      }
    },
  )

  test('a text that is cut would be found: in a picture, in a box and beyond the window', async () => {
    const wide = 'x'.repeat(200)
    const { page } = await openPage(
      browser,
      `<!doctype html><svg width="100" height="20"><text x="0" y="15">in a picture ${wide}</text></svg>
       <div style="overflow:hidden;width:80px;white-space:nowrap">in a box ${wide}</div>
       <div style="white-space:nowrap">beyond the window ${wide}</div>
       <div style="overflow-x:auto;white-space:nowrap">can be scrolled ${wide}</div><p>whole</p>`,
      { colorScheme: 'light', width: 600 },
    )
    const cut = await cutTexts(page)
    expect(cut.map((text) => text.replace(/ x+$/, ''))).toEqual(['in a picture', 'in a box', 'beyond the window'])
    await page.close()
  })

  test.each([
    { name: 'perfect', pages: 2 },
    { name: 'debian', pages: 3 },
    { name: 'weak', pages: 4 },
  ])('$name is printed on $pages pages at most', async ({ name, pages }) => {
    const report = reports.find((each) => each.name === name)?.report
    if (report === undefined) throw new Error(`no report of ${name}`)
    const { page } = await openPage(browser, renderHtml([report]), { colorScheme: 'light', width: 1_100 })
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
    const count = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(pages)
    await page.close()
  })

  test.each(reports)('$name: a terminal of eighty columns breaks no line of its own', ({ report }) => {
    for (const columns of [80, 120]) {
      const lines = coloured(report, columns)
        .replaceAll(/\u001b\[[\d;]*m/g, '')
        .split('\n')
      expect(lines.filter((line) => line.length > columns)).toEqual([])
    }
  })
})
