import { XML_DEPTH } from '../limits.ts'
import { refuseAt, type TextDocument } from '../text-document.ts'

/** An element of an XML document. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** The text directly inside. */
  readonly text: string
  readonly offset: number
}

/** An element that is still being read. */
interface Open {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  readonly parts: string[]
  readonly offset: number
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/**
 * Reads the XML that PowerShell writes: elements, attributes and text. Document types, and with them entities of one's own,
 * are refused: nothing that writes settings needs them, and they can make a small file large.
 *
 * @throws ProbeError `document-invalid` with the line
 */
export function parseXml(document: TextDocument): XmlElement {
  const { text } = document
  const root: Open = { name: '', attributes: new Map(), children: [], parts: [], offset: 0 }
  const open: Open[] = [root]
  let at = 0
  while (at < text.length) {
    const next = text.indexOf('<', at)
    const top = open.at(-1) ?? root
    top.parts.push(decode(text.slice(at, next < 0 ? text.length : next)))
    if (next < 0) break
    const skipped = skip(document, next)
    if (skipped !== null) {
      if (text.startsWith('<![CDATA[', next)) top.parts.push(text.slice(next + 9, skipped - 3))
      at = skipped
      continue
    }
    const end = text.indexOf('>', next)
    if (end < 0) return refuseAt(document, next, 'the tag is not closed')
    const tag = text.slice(next + 1, end)
    at = end + 1
    if (tag.startsWith('/')) {
      const name = tag.slice(1).trim()
      if (open.length < 2 || top.name !== name)
        return refuseAt(document, next, `</${name.slice(0, 40)}> closes nothing`)
      open.pop()
      open.at(-1)?.children.push(closed(top))
      continue
    }
    const element = opened(document, tag.replace(/\/$/, ''), next)
    if (tag.endsWith('/')) top.children.push(closed(element))
    else open.push(element)
    if (open.length > XML_DEPTH) return refuseAt(document, next, `elements are nested more than ${XML_DEPTH} deep`)
  }
  const last = open.at(-1)
  if (last !== undefined && last !== root) return refuseAt(document, last.offset, `<${last.name}> is not closed`)
  const [first] = root.children
  return first ?? refuseAt(document, 0, 'there is no element')
}

/** The index behind a comment, an instruction or a CDATA section that begins here; null when none does. */
function skip(document: TextDocument, from: number): number | null {
  const { text } = document
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<?', '?>'],
    ['<![CDATA[', ']]>'],
  ] as const) {
    if (!text.startsWith(start, from)) continue
    const until = text.indexOf(end, from + start.length)
    return until < 0 ? refuseAt(document, from, `${start} is not closed by ${end}`) : until + end.length
  }
  return text.startsWith('<!', from) ? refuseAt(document, from, 'document types are not read') : null
}

function opened(document: TextDocument, tag: string, offset: number): Open {
  const [, name, rest = ''] = /^([\w.:-]+)(.*)$/s.exec(tag) ?? []
  if (name === undefined) return refuseAt(document, offset, 'the tag has no name')
  const attributes = [...rest.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(
    ([, key = '', double, single = '']) => [key, decode(double ?? single)] as const,
  )
  return { name, attributes: new Map(attributes), children: [], parts: [], offset }
}

function closed({ name, attributes, children, parts, offset }: Open): XmlElement {
  return { name, attributes, children, text: parts.join(''), offset }
}

function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (whole, hex?: string, digits?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}
