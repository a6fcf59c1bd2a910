import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LAB_DOMAINS } from '../../src/lab/domains/lab-domains.ts'
import { renderHtml } from '../../src/report/html/html.ts'
import type { Report } from '../../src/report/report.ts'
import { sampleReport } from '../report-samples.ts'
import { labReports } from '../support/lab-reports.ts'
import { accessibility, cutTexts, openBrowser, openPage, unfold } from './harness/browser.ts'
import { isMissing } from './harness/require-peer.ts'

/* The page of a report in a real browser: what it reaches, who can read it, and how it comes out on paper. */

const DOMAINS = ['legacy.lab', 'dane-mismatch.lab', 'mta-sts-untrusted-mx.lab', 'bogus.lab']

const LOOKS = [
  { name: 'dark', colorScheme: 'dark', width: 1280 },
  { name: 'light', colorScheme: 'light', width: 1280 },
  { name: 'narrow', colorScheme: 'light', width: 360 },
] as const

/** Bytes of the page of a report, and of each address beyond the usual number. */
const REPORT_BYTES = 150_000
const ADDRESS_BYTES = 7_000
const ADDRESSES = 4

function mostBytes({ mx }: Report): number {
  const count = mx.flatMap(({ addresses }) => addresses).length
  return REPORT_BYTES + Math.max(0, count - ADDRESSES) * ADDRESS_BYTES
}

describe.skipIf(isMissing('chromium'))('the page of a report in Chromium', () => {
  let browser: Browser
  const reports = new Map<string, Report>()
  const pageOf = (name: string): string => {
    if (name === 'several') return renderHtml([...reports.values()].slice(0, 2))
    const report = name === 'hostile' ? sampleReport('hostile') : reports.get(name)
    if (report === undefined) throw new Error(`no report of ${name}`)
    return renderHtml([report])
  }

  beforeAll(async () => {
    browser = await openBrowser()
    for (const report of await labReports(DOMAINS)) reports.set(report.target, report)
  })

  afterAll(() => browser.close())

  const cases = [...DOMAINS, 'hostile', 'several'].flatMap((domain) => LOOKS.map((look) => ({ domain, look })))

  test.each(cases)(
    '$domain, $look.name: axe finds nothing, and nothing is wider than the window',
    async ({ domain, look }) => {
      const { page, requests, complaints } = await openPage(browser, pageOf(domain), look)
      const width = (): Promise<number> => page.evaluate('document.documentElement.scrollWidth')
      expect(await width()).toBeLessThanOrEqual(look.width)
      await unfold(page)
      expect(await width()).toBeLessThanOrEqual(look.width)
      expect(await cutTexts(page)).toEqual([])
      const { violations, rules } = await accessibility(page)
      expect(violations).toEqual([])
      expect(rules).toBeGreaterThan(20)
      expect(requests).toEqual([])
      expect(complaints).toEqual([])
      expect(await page.evaluate('document.scripts.length + document.images.length')).toBe(0)
      await page.close()
    },
  )

  test('axe would find a colour that is too faint and a picture without a name', async () => {
    const broken = pageOf('bogus.lab')
      .replace('--soft: #566270', '--soft: #c0c8d0')
      .replace(
        /<svg class="boxes" viewBox="[^"]*" role="img"><title>[^<]*<\/title><desc>[^<]*<\/desc>/,
        '<svg class="boxes" role="img">',
      )
    const { page } = await openPage(browser, broken, LOOKS[1])
    const { violations } = await accessibility(page)
    expect(violations.map((line) => line.split(' ')[0]).toSorted()).toEqual(['color-contrast', 'svg-img-alt'])
    await page.close()
  })

  test('the keyboard reaches every link and fold, and opens a fold', async () => {
    const { page } = await openPage(browser, pageOf('bogus.lab'), LOOKS[1])
    const wanted = await page.locator('a:visible, summary:visible').count()
    const seen = new Set<string>()
    for (let press = 0; press < wanted + 5; press += 1) {
      await page.keyboard.press('Tab')
      seen.add(
        await page.evaluate(
          `[...document.querySelectorAll('a, summary')].indexOf(document.activeElement) + ' ' + document.activeElement.tagName`,
        ),
      )
    }
    expect([...seen].filter((each) => !each.startsWith('-1'))).toHaveLength(wanted)
    await page.evaluate(`document.querySelector('.finding > summary').focus()`)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(`document.querySelector('.finding').open`)).toBe(true)
    await page.close()
  })

  test('a link to a folded finding opens it', async () => {
    const { page } = await openPage(browser, pageOf('legacy.lab'), LOOKS[1])
    await page.locator('a[href="#t0-cipher-rc4"]').first().click()
    expect(await page.locator('#t0-cipher-rc4').isVisible()).toBe(true)
    await page.close()
  })

  test('tabs show the setting of one program at a time', async () => {
    const { page } = await openPage(browser, pageOf('legacy.lab'), LOOKS[1])
    const shown = (): Promise<readonly string[]> =>
      page.evaluate(
        `[...document.querySelector('.steps .tabs').querySelectorAll('pre')].filter((one) => one.checkVisibility()).map((one) => one.textContent)`,
      )
    const before = await shown()
    expect(before).toHaveLength(1)
    await page.locator('.steps .tabs').first().locator('summary').nth(1).click()
    const after = await shown()
    expect(after).toHaveLength(1)
    expect(after).not.toEqual(before)
    const tops = await page.evaluate(
      `[...document.querySelectorAll('.steps .tabs')[0].querySelectorAll('summary')].map((one) => one.getBoundingClientRect().top)`,
    )
    expect(new Set(tops as readonly number[]).size).toBe(1)
    await page.close()
  })

  test('the saved data are the report', async () => {
    const { page } = await openPage(browser, pageOf('bogus.lab'), LOOKS[1])
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[download]').click()])
    expect(download.suggestedFilename()).toBe('bogus.lab.json.gz')
    const saved: unknown = JSON.parse(gunzipSync(readFileSync(await download.path())).toString())
    expect(saved).toEqual(reports.get('bogus.lab'))
    await page.close()
  })

  test.each([
    { domain: 'dane-mismatch.lab', pages: 2 },
    { domain: 'mta-sts-untrusted-mx.lab', pages: 2 },
    { domain: 'bogus.lab', pages: 2 },
    { domain: 'legacy.lab', pages: 3 },
  ])('$domain is printed on $pages pages at most', async ({ domain, pages }) => {
    const { page } = await openPage(browser, pageOf(domain), LOOKS[1])
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
    const count = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(pages)
    await page.close()
  })

  test('all domains of the lab fit one page, with an index that opens each', async () => {
    const all = await labReports(
      LAB_DOMAINS.map(({ domain }) => domain),
      'default',
    )
    const html = renderHtml(all)
    expect(Buffer.byteLength(html)).toBeLessThan(12_000_000)
    const large = all.filter((report) => Buffer.byteLength(renderHtml([report])) > mostBytes(report))
    expect(large.map(({ target }) => target)).toEqual([])
    const { page, requests, complaints } = await openPage(browser, html, LOOKS[1])
    const links = page.locator('.targets a')
    expect(await links.count()).toBe(LAB_DOMAINS.length)
    await links.last().click()
    expect(await page.locator(`#t${all.length - 1}-top`).isVisible()).toBe(true)
    expect([requests, complaints]).toEqual([[], []])
    await page.close()
  }, 300_000)
})
