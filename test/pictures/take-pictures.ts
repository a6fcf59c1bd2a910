import type { Browser, Page } from 'playwright-core'
import { terminalLook } from '../../src/apps/cli/terminal.ts'
import { renderHtml } from '../../src/report/html/html.ts'
import type { Report } from '../../src/report/report.ts'
import { renderText } from '../../src/report/text.ts'
import { type Look, openPage } from '../peers/harness/browser.ts'
import { type Picture, readPng } from './picture.ts'
import type { Pictured } from './pictured-reports.ts'
import { terminalPage } from './terminal-page.ts'

/** A way to look at a report. */
export interface View {
  /** The end of the picture's name. */
  readonly name: string
  /** @param style more of it, by which a test changes what is seen */
  readonly take: (browser: Browser, report: Report, style?: string) => Promise<Picture>
}

/** A4 at 96 points an inch; screens have no margins of paper, so that the page gets some here. */
const PAPER_WIDTH = 794
const PAPER = 'body { padding: 11mm 12mm !important }'

/** Every way in which reports are drawn. */
export const VIEWS: readonly View[] = [
  terminal(80),
  terminal(120),
  page('light', { colorScheme: 'light', width: 1_100, media: 'screen', own: '' }),
  page('dark', { colorScheme: 'dark', width: 1_100, media: 'screen', own: '' }),
  page('paper', { colorScheme: 'light', width: PAPER_WIDTH, media: 'print', own: PAPER }),
]

/** The file of a picture, without its folder. */
export function fileOf({ name }: Pictured, view: View): string {
  return `${name}-${view.name}.png`
}

/** The text of a report with the colours that a terminal of so many columns gets. */
export function coloured(report: Report, columns: number): string {
  return renderText(report, terminalLook({ isTTY: true, columns }, { color: true, ascii: false }, {}))
}

function terminal(columns: number): View {
  return {
    name: `terminal-${columns}`,
    take: async (browser, report, style = '') => {
      const text = terminalPage(coloured(report, columns), columns)
      const { page: shown } = await openPage(browser, text, { colorScheme: 'dark', width: 600 })
      await shown.addStyleTag({ content: `${FONTS} ${style}` })
      const [width = 0, height = 0] = await shown.evaluate<readonly number[]>(
        `(({ width, height }) => [width, height].map(Math.ceil))(document.querySelector('pre').getBoundingClientRect())`,
      )
      await shown.setViewportSize({ width, height })
      return shoot(shown)
    },
  }
}

interface PageLook extends Look {
  readonly media: 'screen' | 'print'
  readonly own: string
}

function page(name: string, { media, own, ...look }: PageLook): View {
  return {
    name,
    take: async (browser, report, style = '') => {
      const { page: shown } = await openPage(browser, renderHtml([report]), look)
      await shown.emulateMedia({ media })
      await shown.addStyleTag({ content: `${FONTS} ${own} ${style}` })
      return shoot(shown)
    },
  }
}

/** The page takes the fonts of the reader's system; a picture needs the same ones everywhere. */
const FONTS = 'body { font-family: "DejaVu Sans" !important } code, pre { font-family: "DejaVu Sans Mono" !important }'

async function shoot(shown: Page): Promise<Picture> {
  const bytes = await shown.screenshot({ fullPage: true, animations: 'disabled' })
  await shown.close()
  return readPng(bytes)
}
