import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** A part of the results: the heading and what stands below it. */
export interface Part {
  readonly title: string
  readonly text: string
}

/** Writes the results into a file: the new parts, and of the old ones those that were not measured again. */
export function updateResults(file: string, header: string, parts: readonly Part[]): void {
  const old = existsSync(file) ? partsOf(readFileSync(file, 'utf8')) : []
  const kept = old.filter(({ title }) => !parts.some((part) => part.title === title))
  const all = [...parts, ...kept].toSorted((a, b) => a.title.localeCompare(b.title))
  const text = [header, ...all.map(({ title, text: body }) => `## ${title}\n\n${body}`)].join('\n\n')
  writeFileSync(file, `${text.trimEnd()}\n`)
}

function partsOf(text: string): readonly Part[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((piece) => {
      const [title = '', ...lines] = piece.split('\n')
      return { title, text: lines.join('\n').trim() }
    })
}
