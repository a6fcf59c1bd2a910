import { type Place, placeAt, refuseAt, type TextDocument } from '../text-document.ts'

/** A value of a registry file; null for one that the file deletes. */
export interface RegistryValue {
  readonly name: string
  readonly data: number | string | null
  readonly place: Place
}

/** A key of a registry file with its values. */
export interface RegistryKey {
  /** Such as `HKEY_LOCAL_MACHINE\SYSTEM\…\TLS 1.0\Server`. */
  readonly path: string
  readonly isDeleted: boolean
  readonly values: readonly RegistryValue[]
  readonly place: Place
}

/** `"name"=data`. Names of values have at most 16,383 characters. */
const VALUE_LINE = /^"((?:[^"\\]|\\.){0,16383})"\s*=\s*(.*)$/

/** True for a document that begins as registry files do. */
export function isRegistryFile({ text }: TextDocument): boolean {
  return /^\uFEFF?\s*(?:Windows Registry Editor Version 5\.00|REGEDIT4)/.test(text)
}

/**
 * Reads a `.reg` file as `reg export` writes it: keys in brackets, values of numbers and texts. Values of other kinds keep
 * their text.
 *
 * @throws ProbeError `document-invalid` with the line, when a value stands before the first key
 */
export function readRegistryFile(document: TextDocument): readonly RegistryKey[] {
  const { text, lineStarts } = document
  const keys: { path: string; isDeleted: boolean; values: RegistryValue[]; place: Place }[] = []
  for (const [row, start] of lineStarts.entries()) {
    const line = text.slice(start, lineStarts[row + 1] ?? text.length).trim()
    const place = placeAt(document, start)
    const [, minus, path] = /^\[(-?)(.+)\]$/.exec(line) ?? []
    if (path !== undefined) {
      keys.push({ path, isDeleted: minus === '-', values: [], place })
      continue
    }
    const [, name, data = ''] = VALUE_LINE.exec(line) ?? []
    if (name === undefined) continue
    const key = keys.at(-1)
    if (key === undefined) return refuseAt(document, start, 'the value belongs to no key')
    key.values.push({ name, data: dataOf(data), place })
  }
  return keys
}

function dataOf(text: string): number | string | null {
  if (text === '-') return null
  const [, hex] = /^dword:([0-9a-f]{1,8})$/i.exec(text) ?? []
  return hex === undefined ? text.replace(/^"|"$/g, '') : Number.parseInt(hex, 16)
}
