import type { ConfigCode } from '../config-codes.ts'
import type { Found } from '../config-finding.ts'
import type { ConfigProfile } from '../config-profile.ts'
import { type Place, placeAt } from '../text-document.ts'
import type { EximConfiguration, EximDriver, EximOption } from './exim-configuration.ts'

/** A change that a program may make: an option that gets a value, in the main section or in a transport. */
export type EximChange =
  | { readonly kind: 'set'; readonly name: string; readonly value: string; readonly driver: EximDriver | null }
  | { readonly kind: 'drop'; readonly option: EximOption }
  | { readonly kind: 'rename'; readonly option: EximOption; readonly name: string }

/** What the rules look at. */
export interface EximSubject {
  readonly configuration: EximConfiguration
  readonly profile: ConfigProfile
}

/** Something that a rule found in an Exim. */
export type EximFound = Found<EximChange>

/** A rule about Exim: a code of the catalogue and one pure function that decides it. */
export interface EximRule {
  readonly code: ConfigCode
  readonly check: (subject: EximSubject) => readonly EximFound[]
}

/** A change as the line that somebody would write. */
export function eximChangeText(change: EximChange): string {
  switch (change.kind) {
    case 'set':
      return `${change.name} = ${change.value}${change.driver === null ? '' : `   # in ${change.driver.name}`}`.replace(
        / = $/,
        ' =',
      )
    case 'drop':
      return `# take out: ${change.option.name}`
    case 'rename':
      return `${change.name} = ${change.option.value}`
    default:
      return change satisfies never
  }
}

/** What a change touches: an option of the main section or of a driver. */
export function touchedByExim(change: EximChange): readonly string[] {
  return [change.kind === 'set' ? `${change.driver?.name ?? ''} ${change.name}` : ` ${change.option.name}`]
}

/** Where an option stands; one that is not set stands where the first of the others does, or at the first line. */
function eximPlace(
  { configuration }: EximSubject,
  ...options: readonly (EximOption | EximDriver | undefined)[]
): Place {
  const line = options.find((option) => option !== undefined)?.line
  return line === undefined
    ? { file: configuration.document.file, line: 1, column: 1 }
    : placeAt(line.document, line.start)
}

/** A finding about an option, or about its absence. */
export function aboutOption(
  subject: EximSubject,
  name: string,
  options: readonly (EximOption | EximDriver | undefined)[],
  message: string,
  changes: readonly EximChange[],
  more: Pick<EximFound, 'severity' | 'advice'> = {},
): EximFound {
  const [first] = options
  const value = first !== undefined && 'value' in first ? first.value : null
  return { place: eximPlace(subject, ...options), parameter: name, value, message, changes, ...more }
}

/** An option of the main section. */
export function mainOption({ configuration }: EximSubject, name: string): EximOption | undefined {
  return configuration.main.get(name)
}
