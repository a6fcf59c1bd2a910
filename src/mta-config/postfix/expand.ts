import { EXPANSION_CHARACTERS, EXPANSION_DEPTH, EXPANSIONS_CHARACTERS } from '../limits.ts'
import { compareReleases } from './release.ts'

/** What an expansion asks of its surroundings. */
export interface ExpansionSource {
  /** The value of a parameter with its `$names`; null for a name that nobody defined. */
  readonly raw: (name: string) => string | null
  /** Called when a value cannot be had: a parameter refers to itself, or the value grows beyond all bounds. */
  readonly refuse: (name: string, reason: string) => never
}

/** A name as Postfix takes it, at a given place. */
const NAME = /\w+/y

/** Gives the value of a parameter with its `$names` replaced. Each is worked out once. */
export type Expander = (name: string) => string

/**
 * Replaces `$name`, `${name}`, `$(name)`, `${name?text}`, `${name:text}`, `${name?{text}:{text}}` and comparisons such as
 * `${{$name} == {text} ? {text} : {text}}`, as postconf(5) describes them. Names that nobody defined are empty.
 */
export function expander({ raw, refuse }: ExpansionSource): Expander {
  const done = new Map<string, string>()
  const open: string[] = []
  let total = 0
  /** Texts that are being expanded, one inside the other, whether by a name or by braces: Postfix counts them together. */
  let nesting = 0

  const resolve = (name: string): string => {
    const known = done.get(name)
    if (known !== undefined) return known
    if (open.includes(name))
      return refuse(name, `it refers to itself: ${[...open.slice(open.indexOf(name)), name].join(', ')}`)
    if (open.length >= EXPANSION_DEPTH)
      return refuse(name, `its $names lead through more than ${EXPANSION_DEPTH} others`)
    open.push(name)
    const value = expand(raw(name) ?? '', name)
    open.pop()
    total += value.length
    if (total > EXPANSIONS_CHARACTERS)
      return refuse(name, 'the values grow beyond all bounds when their $names are replaced')
    done.set(name, value)
    return value
  }

  const expand = (text: string, of: string): string => {
    if (!text.includes('$')) return text
    if (nesting > EXPANSION_DEPTH)
      return refuse(of, `its $names and braces are nested more than ${EXPANSION_DEPTH} deep`)
    nesting += 1
    const expanded = replaced(text, of)
    nesting -= 1
    return expanded
  }

  const replaced = (text: string, of: string): string => {
    const parts: string[] = []
    let length = 0
    const add = (part: string): void => {
      parts.push(part)
      length += part.length
      if (length > EXPANSION_CHARACTERS)
        refuse(of, `it is longer than ${EXPANSION_CHARACTERS} characters when its $names are replaced`)
    }
    let at = 0
    while (at < text.length) {
      const dollar = text.indexOf('$', at)
      if (dollar < 0) break
      add(text.slice(at, dollar))
      const next = text.charAt(dollar + 1)
      if (next === '$') {
        add('$')
        at = dollar + 2
      } else if (next === '{' || next === '(') {
        const end = closing(text, dollar + 1)
        add(braced(text.slice(dollar + 2, end - 1), of))
        at = end
      } else {
        NAME.lastIndex = dollar + 1
        const name = NAME.exec(text)?.[0] ?? ''
        add(name === '' ? '$' : resolve(name))
        at = dollar + 1 + name.length
      }
    }
    return [...parts, text.slice(at)].join('')
  }

  const braced = (content: string, of: string): string => {
    const condition = conditionOf(content)
    if (condition === null) return resolve(content.trim())
    const { holds, rest } = condition
    const isTrue =
      typeof holds === 'string'
        ? resolve(holds) !== ''
        : compare(expand(holds.left, of), holds.operator, expand(holds.right, of))
    const [yes, no] = branches(rest)
    return expand(isTrue ? yes : no, of)
  }

  return resolve
}

interface Comparison {
  readonly left: string
  readonly operator: string
  readonly right: string
}

/** What stands before a `?` or `:` within braces; null when the braces hold a name alone. */
function conditionOf(content: string): { readonly holds: string | Comparison; readonly rest: string } | null {
  if (!content.trimStart().startsWith('{')) {
    const [, name = '', rest = ''] = /^\s*(\w+)\s*([?:].*)$/s.exec(content) ?? []
    return name === '' ? null : { holds: name, rest }
  }
  const start = content.indexOf('{')
  const end = closing(content, start)
  const [operator = '', word = ''] = /^\s*(==|!=|[<>]=?level|[<>]=?)\s*/.exec(content.slice(end)) ?? []
  const from = end + operator.length
  if (content.charAt(from) !== '{') return null
  const last = closing(content, from)
  return {
    holds: {
      left: content.slice(start + 1, end - 1).trim(),
      operator: word,
      right: content.slice(from + 1, last - 1).trim(),
    },
    rest: content.slice(last).trimStart(),
  }
}

/** The text for yes and the one for no: `?{yes}:{no}`, `?yes`, `:no`. */
function branches(rest: string): readonly [string, string] {
  const mark = rest.charAt(0)
  const body = rest.slice(1)
  const text = body.trimStart()
  if (!text.startsWith('{')) return mark === '?' ? [body, ''] : ['', body]
  const end = closing(text, 0)
  const first = text.slice(1, end - 1).trim()
  if (mark === ':') return ['', first]
  const second = text.slice(end).trimStart()
  if (!second.startsWith(':')) return [first, '']
  const other = second.slice(1).trimStart()
  return [first, other.startsWith('{') ? other.slice(1, closing(other, 0) - 1).trim() : other]
}

/** Compares as numbers of releases with `level`, else as numbers if both are some, else as texts. */
function compare(left: string, operator: string, right: string): boolean {
  const isLevel = operator.endsWith('level')
  const order = isLevel ? compareReleases(levelOf(left), levelOf(right)) : orderOf(left, right)
  switch (operator.replace('level', '')) {
    case '==':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    default:
      return order >= 0
  }
}

function orderOf(left: string, right: string): number {
  const numbers = /^\d+$/.test(left) && /^\d+$/.test(right)
  if (numbers) return Number(left) - Number(right)
  return left < right ? -1 : left > right ? 1 : 0
}

function levelOf(text: string): readonly number[] {
  return text.split('.').map((part) => Number(part) || 0)
}

/** The index behind the bracket that closes the one at `from`; one behind the text without one. */
function closing(text: string, from: number): number {
  const open = text.charAt(from)
  const close = open === '{' ? '}' : ')'
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    if (text.charAt(at) === open) depth += 1
    if (text.charAt(at) === close) depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length + 1
}
