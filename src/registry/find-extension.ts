import type { ExtensionType } from './extension.ts'
import { EXTENSIONS } from './extensions.ts'

const byId = new Map(EXTENSIONS.map((extension) => [extension.id, extension]))

/** The extension type of two bytes on the wire; undefined for GREASE and numbers that nobody defined. */
export function extensionById(id: number): ExtensionType | undefined {
  return byId.get(id)
}
