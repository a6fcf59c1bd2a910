import type { ConfigCode } from '../config-codes.ts'
import type { Found } from '../config-finding.ts'
import type { ConfigProfile } from '../config-profile.ts'
import { type Place, placeAt } from '../text-document.ts'
import { type InboundService, inboundServices } from './inbound-service.ts'
import type { MasterService } from './master-cf.ts'
import { type OutboundClient, outboundClients } from './outbound-client.ts'
import type { PostfixChange } from './postfix-change.ts'
import type { PostfixConfiguration, Setting } from './postfix-configuration.ts'

/** What the rules look at. */
export interface PostfixSubject {
  readonly configuration: PostfixConfiguration
  readonly profile: ConfigProfile
  readonly inbound: readonly InboundService[]
  readonly outbound: readonly OutboundClient[]
}

/** Something that a rule found in a Postfix. */
export type PostfixFound = Found<PostfixChange>

/** A rule about Postfix: a code of the catalogue and one pure function that decides it. */
export interface PostfixRule {
  readonly code: ConfigCode
  readonly check: (subject: PostfixSubject) => readonly PostfixFound[]
}

/** Prepares a configuration for the rules. */
export function postfixSubject(configuration: PostfixConfiguration, profile: ConfigProfile): PostfixSubject {
  return { configuration, profile, inbound: inboundServices(configuration), outbound: outboundClients(configuration) }
}

/** Where a setting is made; one that is not made stands where the first of the others that are, or at the first line. */
export function placeOf(subject: PostfixSubject, setting: Setting, ...others: readonly Setting[]): Place {
  for (const { entry, override } of [setting, ...others]) {
    if (override !== null) return placeAt(override.document, override.option)
    if (entry !== null) return placeAt(entry.document, entry.name.offset)
  }
  const { mains, masters } = subject.configuration
  const document = mains[0]?.document ?? masters[0]?.document
  return { file: document?.file ?? 'main.cf', line: 1, column: 1 }
}

/** A sentence about a service that can also be said of several. */
export function naming(whom: string, say: (whom: string) => string): PostfixFound['message'] {
  return { whom, say }
}

/** Sets a parameter where it is set now: in the service when that overrides it, else in `main.cf`. */
export function setWhere(setting: Setting, service: MasterService | null, value: string): PostfixChange {
  return { kind: 'set', name: setting.name, value, service: setting.override === null ? null : service }
}

/** A finding about a setting. */
export function about(
  subject: PostfixSubject,
  setting: Setting,
  message: PostfixFound['message'],
  changes: readonly PostfixChange[],
  more: Pick<PostfixFound, 'severity' | 'advice'> & { readonly near?: readonly Setting[] } = {},
): PostfixFound {
  const { near = [], ...rest } = more
  return {
    place: placeOf(subject, setting, ...near),
    parameter: setting.name,
    value: setting.value,
    message,
    changes,
    ...rest,
  }
}
