/** A value of a PowerShell object, whatever form it was exported in. */
export type ObjectValue = string | number | boolean | null | ObjectNode

/** A property with the index of the character at which it stands. */
export interface ObjectProperty {
  readonly name: string
  readonly value: ObjectValue
  readonly offset: number
}

/** An object: its properties by their names in lower case, and what it is a list or dictionary of. */
export interface ObjectNode {
  readonly offset: number
  /** How the object would be printed; null when nothing tells. */
  readonly text: string | null
  readonly properties: ReadonlyMap<string, ObjectProperty>
  readonly items: readonly ObjectValue[] | null
  readonly entries: readonly (readonly [key: ObjectValue, value: ObjectValue])[] | null
}

/** An object of properties alone. */
export function objectNode(offset: number, properties: readonly ObjectProperty[]): ObjectNode {
  return {
    offset,
    text: null,
    properties: new Map(properties.map((property) => [property.name.toLowerCase(), property])),
    items: null,
    entries: null,
  }
}

/** True for a value that is an object. */
export function isNode(value: ObjectValue | undefined): value is ObjectNode {
  return typeof value === 'object' && value !== null
}

/** A property of an object by its name; upper and lower case are alike, as in PowerShell. */
export function propertyOf(node: ObjectNode, name: string): ObjectProperty | undefined {
  return node.properties.get(name.toLowerCase())
}

/** Values that one text is made of. CliXml refers to what came before, so that a small file can hold a list of any size. */
const TEXT_VALUES = 5_000

interface Budget {
  left: number
}

/** The value as one text; empty for none. Of a list, its members with commas between, at most {@link TEXT_VALUES} in all. */
export function textOf(value: ObjectValue | undefined): string {
  return textWithin(value, { left: TEXT_VALUES })
}

function textWithin(value: ObjectValue | undefined, budget: Budget): string {
  if (value === undefined || value === null) return ''
  if (!isNode(value)) return String(value)
  return value.items === null ? (value.text ?? '') : textsWithin(value.items, budget).join(', ')
}

function textsWithin(items: readonly ObjectValue[], budget: Budget): readonly string[] {
  const texts: string[] = []
  for (const item of items) {
    if (budget.left <= 0) break
    budget.left -= 1
    texts.push(textWithin(item, budget))
  }
  return texts
}

/** The value as a list of texts: members of a list, or what commas separate, braces of list text left aside. */
export function listOf(value: ObjectValue | undefined): readonly string[] {
  if (isNode(value) && value.items !== null) return textsWithin(value.items, { left: TEXT_VALUES })
  return textOf(value)
    .replace(/^\{|\}$/g, '')
    .split(/[,;]\s*/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/** The value as a truth; null when it is none. */
export function truthOf(value: ObjectValue | undefined): boolean | null {
  const text = textOf(value).toLowerCase()
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : null
}

/** The value as a whole number; null when it is none. */
export function numberOf(value: ObjectValue | undefined): number | null {
  const text = textOf(value)
  return /^-?\d+$/.test(text) ? Number(text) : null
}
