import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Page } from 'playwright-core'
import { peerPath } from './require-peer.ts'

/** A real browser. Nothing that tests open is from elsewhere, so that it may run as root, without its sandbox. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: peerPath('chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
  })
}

/** A page of ours in a window, and everything that it tried to reach, run or say. */
export interface OpenPage {
  readonly page: Page
  /** Requests beside the page itself. */
  readonly requests: readonly string[]
  /** Dialogs, errors and what the content security policy refused. */
  readonly complaints: readonly string[]
}

/** How a page is looked at. */
export interface Look {
  readonly colorScheme: 'light' | 'dark'
  readonly width: number
}

/** Opens a page from its text. */
export async function openPage(browser: Browser, html: string, { colorScheme, width }: Look): Promise<OpenPage> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 }, acceptDownloads: true })
  const requests: string[] = []
  const complaints: string[] = []
  const address = 'http://report.test/'
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message())
    void dialog.dismiss()
  })
  // Nothing leaves the browser: the page is handed to it where a server would be asked.
  await page.route('**', (route) =>
    route.request().url() === address ? route.fulfill({ contentType: 'text/html', body: html }) : route.abort(),
  )
  await page.goto(address)
  return {
    page,
    get requests() {
      return requests.filter((url) => url !== address)
    },
    get complaints() {
      return complaints
    },
  }
}

/** Opens every fold of a page, the tabs but for one of each group. */
export function unfold(page: Page): Promise<void> {
  return page.evaluate(`for (const fold of document.querySelectorAll('details:not([name])')) fold.open = true`)
}

/**
 * Texts of a page that nobody can read to their end, since they leave the window, their picture, or a box that shows no more than
 * fits. What is there for screen readers alone is left out, as is what can be scrolled.
 */
export function cutTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(CUT_TEXTS)
}

const CUT_TEXTS = `(() => {
  const cut = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    if (node.data.trim() === '' || !element.checkVisibility() || element.closest('title, desc, style')) continue
    const boxes = [{ left: 0, right: window.innerWidth }]
    let isForEyes = true
    for (let each = element; each !== null; each = each.parentElement) {
      const { overflowX, clipPath } = getComputedStyle(each)
      if (clipPath !== 'none') isForEyes = false
      if (overflowX === 'auto' || overflowX === 'scroll') boxes.length = 0
      else if (overflowX !== 'visible' || each.localName === 'svg') boxes.push(each.getBoundingClientRect())
    }
    const range = document.createRange()
    range.selectNodeContents(node)
    const rects = [...range.getClientRects()].filter(({ width }) => width > 0)
    const isCut = rects.some((rect) => boxes.some((box) => rect.right > box.right + 1 || rect.left < box.left - 1))
    if (isForEyes && isCut) cut.push(node.data.trim())
  }
  return cut
})()`

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds, a line each: the rule and the first element that breaks it; and how many rules it tried. */
export async function accessibility(
  page: Page,
): Promise<{ readonly violations: readonly string[]; readonly rules: number }> {
  await page.evaluate(axe)
  return page.evaluate(`axe.run(document).then(({ violations, passes }) => ({
    violations: violations.map(({ id, nodes }) => id + ' ' + nodes.length + ' ' + nodes[0].target + ' ' + nodes[0].failureSummary),
    rules: passes.length,
  }))`)
}
