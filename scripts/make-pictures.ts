import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBrowser } from '../test/peers/harness/browser.ts'
import { writePng } from '../test/pictures/picture.ts'
import { picturedReports } from '../test/pictures/pictured-reports.ts'
import { fileOf, VIEWS } from '../test/pictures/take-pictures.ts'

/**
 * Draws the reports of docs/pictures with a real browser: in a terminal, on a page and on paper. `test/peers/pictures.test.ts`
 * holds the pictures to what is drawn today. Look at each that differs before you commit it.
 *
 *     npm run pictures
 */

const folder = join(import.meta.dirname, '../docs/pictures')
mkdirSync(folder, { recursive: true })
const browser = await openBrowser()
try {
  for (const pictured of picturedReports()) {
    for (const view of VIEWS) {
      const bytes = writePng(await view.take(browser, pictured.report))
      writeFileSync(join(folder, fileOf(pictured, view)), bytes)
      process.stdout.write(`${fileOf(pictured, view)}  ${Math.ceil(bytes.length / 1_000)} kB\n`)
    }
  }
} finally {
  await browser.close()
}
