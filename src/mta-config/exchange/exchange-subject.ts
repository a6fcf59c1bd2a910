import type { ConfigCode } from '../config-codes.ts'
import type { Found } from '../config-finding.ts'
import type { ConfigProfile } from '../config-profile.ts'
import { type ExchangeConfiguration, type ExchangeObject, propertyPlace, valueIn } from './exchange-configuration.ts'
import { textOf } from './object-value.ts'

/** What the rules look at. */
export interface ExchangeSubject {
  readonly configuration: ExchangeConfiguration
  readonly profile: ConfigProfile
  /** ISO 8601; null when dates are not to be judged. */
  readonly now: string | null
}

/** Something that a rule found in an Exchange; a change is a line of PowerShell or of a registry file. */
export type ExchangeFound = Found<string>

/** A rule about Exchange: a code of the catalogue and one pure function that decides it. */
export interface ExchangeRule {
  readonly code: ConfigCode
  readonly check: (subject: ExchangeSubject) => readonly ExchangeFound[]
}

/** The objects of a kind. */
export function objectsOf(subject: ExchangeSubject, kind: ExchangeObject['kind']): readonly ExchangeObject[] {
  return subject.configuration.objects.filter((object) => object.kind === kind)
}

/** A finding about a property of an object. */
export function aboutProperty(
  object: ExchangeObject,
  property: string,
  message: string,
  changes: readonly string[],
  more: Pick<ExchangeFound, 'severity' | 'advice'> = {},
): ExchangeFound {
  const value = valueIn(object, property)
  return {
    place: propertyPlace(object, property),
    parameter: property,
    value: value === null ? null : textOf(value),
    message,
    changes,
    ...more,
  }
}

/** A text as PowerShell takes it in single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
