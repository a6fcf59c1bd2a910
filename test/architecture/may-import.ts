import { type Grant, LAYERS, type Layer } from './layers.ts'

/** The row that a path (relative to `src`) belongs to: the deepest folder that holds it. */
export function layerOf(path: string): Layer | undefined {
  return LAYERS.filter(({ folder }) => isWithin(path, folder)).toSorted((a, b) => b.folder.length - a.folder.length)[0]
}

/** True when a path (relative to `src`) is of a file that must be pure. */
export function isPure(path: string): boolean {
  const layer = layerOf(path)
  if (layer === undefined) return false
  if (layer.pure === true) return true
  const inside = path.slice(layer.folder.length + 1)
  const parts = [...layer.pure, ...(layer.pureToCome ?? [])]
  return parts.some((part) => (part.endsWith('/') ? inside.startsWith(part) : inside === part))
}

/** Whether `from` may import `to`, both relative to `src`; `typeOnly` when no trace of it is left in the program. */
export function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  const layer = layerOf(from)
  const target = layerOf(to)
  if (layer === undefined || target === undefined) return false
  if (layer === target) return layer.folder !== 'apps' || appOf(from) === appOf(to) || commandOf(from) === appOf(to)
  return layer.imports.some((grant) => covers(grant, layer, to, typeOnly))
}

function covers(grant: Grant, layer: Layer, to: string, typeOnly: boolean): boolean {
  const [, kind, place = grant] = /^(types of|pure files of) (.+)$/.exec(grant) ?? []
  if (kind === 'types of' && !typeOnly) return false
  if (kind === 'pure files of' && !isPure(to)) return false
  if (place !== 'everything above') return isWithin(to, place)
  const target = layerOf(to)
  if (target === undefined || layer.butNot?.includes(target.folder)) return false
  return LAYERS.indexOf(target) < LAYERS.indexOf(layer)
}

/** True for the place itself, when it is a file, and for what lies below it. */
function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}

/** The command whose folder holds a path, which may start the app of the same name: `lab` of `apps/cli/lab/lab-program.ts`. */
function commandOf(path: string): string | null {
  return /^apps\/cli\/([^/]+)\//.exec(path)?.[1] ?? null
}

/** The app that a path belongs to: `cli` of `apps/cli/main.ts`. */
function appOf(path: string): string {
  return path.split('/')[1] ?? ''
}
