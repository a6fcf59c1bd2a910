import { type Fragment, html, type Part } from './fragment.ts'

/** What a drawing shows, for those who do not see it. */
export interface Drawing {
  readonly title: string
  /** The same as the picture says, in words; the page has a table where that would be long. */
  readonly description: string
  readonly kind: string
  /** In units of the drawing, which is scaled to the width that it gets. */
  readonly width: number
  readonly height: number
}

/** A drawing as a picture with a name and a description. Its colours come from the page's style. */
export function drawing({ title, description, kind, width, height }: Drawing, shapes: Part): Fragment {
  return html`<svg class="${kind}" viewBox="0 0 ${width} ${height}" role="img"><title>${title}</title><desc>${description}</desc>${shapes}</svg>`
}

/** A drawing that is as wide as its place, with positions in per cent, so that its texts keep their size. */
export function strip({ title, description, kind, height }: Omit<Drawing, 'width'>, shapes: Part): Fragment {
  return html`<svg class="${kind}" width="100%" height="${height}" role="img"><title>${title}</title><desc>${description}</desc>${shapes}</svg>`
}

/** A number of a drawing, short. */
export function unit(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** A position in per cent, within the picture. */
export function percent(part: number): string {
  return `${unit(Math.min(100, Math.max(0, part * 100)))}%`
}
