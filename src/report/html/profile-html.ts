import { classedServers, classSentence } from '../class-lines.ts'
import { type Fragment, html } from './fragment.ts'
import { heading, section, type View } from './view.ts'

/** How the profile that was asked for files what was seen, in the words of its source; null for the default profile. */
export function profileSection(view: View): Fragment | null {
  const servers = classedServers(view.report)
  if (servers.length === 0) return null
  return section(
    view,
    'profile',
    `By the words of ${view.report.profile}`,
    servers.map(
      ({ server, rows }) =>
        html`${heading(view, 2, server)}<dl>${rows.map((row) => html`<dt>${row.subject}</dt><dd>${classSentence(row, '·')}</dd>`)}</dl>`,
    ),
  )
}
