/** An element of a page, as far as tests look at it. */
export interface PageElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** Names of the elements around it, the outermost first. */
  readonly inside: readonly string[]
  /** Its own text and that of the elements in it, entities left as they are. */
  text: string
}

/** Elements that have no end tag. */
const VOID = new Set(['meta', 'br', 'hr', 'img', 'input', 'link'])

const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*)\s*(\/?)>/y

/**
 * Reads a page strictly: each end tag fits, each attribute is quoted, and no `<` stands alone. This is narrower than HTML
 * and what our pages keep to, so that nothing of a peer can hide between the two.
 */
export function readElements(page: string): readonly PageElement[] {
  const elements: PageElement[] = []
  const open: PageElement[] = []
  let at = page.startsWith('<!doctype html>') ? '<!doctype html>'.length : 0
  while (at < page.length) {
    const next = page.indexOf('<', at)
    const text = page.slice(at, next < 0 ? page.length : next)
    for (const element of open) element.text += text
    if (next < 0) break
    TAG.lastIndex = next
    const match = TAG.exec(page)
    if (match === null) throw new Error(`no tag at ${page.slice(next, next + 80)}`)
    const [whole, end, name = '', attributes = '', selfClosing] = match
    at = next + whole.length
    if (end === '/') {
      const last = open.pop()
      if (last?.name !== name)
        throw new Error(`</${name}> ends <${last?.name ?? 'nothing'}> at ${page.slice(next - 80, next)}`)
      continue
    }
    const element = { name, attributes: attributesOf(attributes), inside: open.map((each) => each.name), text: '' }
    elements.push(element)
    if (selfClosing !== '/' && !VOID.has(name)) open.push(element)
    // A style sheet is no markup.
    if (name === 'style') {
      const close = page.indexOf('</style>', at)
      element.text = page.slice(at, close)
      at = close
    }
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)?.name}> has no end`)
  return elements
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/([^\s"'<>/=]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value])
  const names = pairs.map(([key]) => key)
  if (new Set(names).size < names.length) throw new Error(`an attribute stands twice in ${text}`)
  return Object.fromEntries(pairs)
}
