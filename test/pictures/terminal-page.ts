import { html } from '../../src/report/html/fragment.ts'

/** How a terminal shows the sixteen colours that have no exact ones of their own; those of a dark terminal of today. */
const COLOURS: Readonly<Record<number, string>> = {
  31: '#f4707a',
  32: '#7fd88f',
  33: '#e5c07b',
  36: '#56c2d6',
  90: '#8d96a3',
}

const BACKGROUND = '#16191d'
const FOREGROUND = '#d8dee6'

/** Select Graphic Rendition: the only control that a report may contain (ECMA-48 section 8.3.117). */
const RENDITION = /\u001b\[(\d+(?:;\d+)*)m/

/**
 * A page that shows a text as a terminal of so many columns does.
 *
 * @throws RangeError on a control that the reports have no business with
 */
export function terminalPage(text: string, columns: number): string {
  let colour = FOREGROUND
  let bold = false
  const spans = text.split(RENDITION).map((part, at) => {
    if (at % 2 === 0) {
      return html`<span style="color:${colour};font-weight:${bold ? '700' : '400'}">${part}</span>`
    }
    for (const code of part.split(';').map(Number)) {
      if (code === 1 || code === 22) bold = code === 1
      else if (code === 39) colour = FOREGROUND
      else if (code === 0) [colour, bold] = [FOREGROUND, false]
      else colour = COLOURS[code] ?? unknown(code)
    }
    return ''
  })
  return html`<!doctype html><html lang="en"><meta charset="utf-8"><title>terminal</title><style>
body { margin: 0; background: ${BACKGROUND}; }
pre { margin: 0; padding: 14px 16px; width: ${columns}ch; box-sizing: content-box; font: 14px/1.35 "DejaVu Sans Mono", monospace; }
</style><pre>${spans}</pre></html>`.toString()
}

function unknown(code: number): never {
  throw new RangeError(`no terminal colour ${code}`)
}
