import { type Fragment, html, type Part, trusted } from './fragment.ts'
import { STYLE } from './style.ts'

/** Nothing is loaded, run or sent; the style sheet inside the page is all that may apply. */
export const PAGE_CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** What a page has of its own. */
export interface PageOptions {
  /** Style beyond that of every page. */
  readonly style?: string
  /** A Content-Security-Policy other than {@link PAGE_CSP}. */
  readonly policy?: string
}

/** One self-contained page: no script, no request, light and dark. */
export function htmlPage(title: Part, body: Fragment, { style = '', policy = PAGE_CSP }: PageOptions = {}): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>wiretight: ${title}</title>
<style>${trusted(STYLE + style)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
  return page.toString()
}
