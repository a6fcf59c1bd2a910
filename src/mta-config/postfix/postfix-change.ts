import type { MainEntry } from './main-cf.ts'
import type { MasterService } from './master-cf.ts'

/**
 * A change of the settings that a program may make by itself: a parameter that gets a value, or lines that go away. A service
 * of null means `main.cf`.
 */
export type PostfixChange =
  | { readonly kind: 'set'; readonly name: string; readonly value: string; readonly service: MasterService | null }
  | { readonly kind: 'unset'; readonly name: string; readonly service: MasterService | null }
  | { readonly kind: 'rename'; readonly from: MainEntry; readonly name: string }
  | { readonly kind: 'drop'; readonly entry: MainEntry }

/** A change as the line that somebody would write. */
export function changeText(change: PostfixChange): string {
  switch (change.kind) {
    case 'set':
      return change.service === null
        ? `${change.name} = ${change.value}`.trimEnd()
        : `-o ${overrideText(change.name, change.value)}   # ${change.service.name.text} in master.cf`
    case 'unset':
      return change.service === null
        ? `# take out: ${change.name}`
        : `# take out: -o ${change.name}=…   (${change.service.name.text} in master.cf)`
    case 'rename':
      return `${change.name} = ${change.from.value}`
    case 'drop':
      return `# take out: ${change.entry.name.text} = ${change.entry.value}`
    default:
      return change satisfies never
  }
}

/** What a change touches: parameters of `main.cf` or of a service. */
export function touchedBy(change: PostfixChange): readonly string[] {
  switch (change.kind) {
    case 'set':
    case 'unset':
      return [`${change.service?.line.pieces[0]?.offset ?? ''} ${change.name}`]
    case 'rename':
      return [` ${change.from.name.text}`, ` ${change.name}`]
    case 'drop':
      return [` ${change.entry.name.text}`]
    default:
      return change satisfies never
  }
}

/** An override as `-o` takes it: with braces when there are blanks in the value (Postfix 3.0 and later). */
export function overrideText(name: string, value: string): string {
  return /\s/.test(value) ? `{ ${name} = ${value} }` : `${name}=${value}`
}
