import type { MainEntry } from './main-cf.ts'
import { obsoleteIn } from './parameter-reference.ts'
import type { PostfixChange } from './postfix-change.ts'
import type { PostfixSubject } from './postfix-subject.ts'

/** The level that stands for the `yes` and `no` of the old parameters; what they say is read only where no level is set. */
const LEVELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  use_tls: { yes: 'may', no: 'none' },
  enforce_tls: { yes: 'encrypt', no: '' },
}

/**
 * The changes that put the successor in place of an obsolete parameter, as far as that follows from the values alone; none where
 * a person has to think.
 */
export function successorOf(
  { configuration }: PostfixSubject,
  name: string,
  entry: MainEntry | null,
  unset: PostfixChange,
): readonly PostfixChange[] {
  const obsolete = obsoleteIn(configuration.release, name)
  if (obsolete === null) return []
  if (obsolete.replacement === null) return [unset]
  const [, side = '', kind = ''] = /^(smtpd?|lmtp)_(use_tls|enforce_tls)$/.exec(name) ?? []
  const levels = LEVELS[kind]
  if (levels !== undefined) {
    const isSet = configuration.settings(obsolete.replacement).origin !== 'default'
    const isElsewhere = configuration.services.some(({ overrides }) =>
      overrides.some((override) => /_(?:use|enforce)_tls$/.test(override.name.text)),
    )
    // Beside a level the old parameters are dead letters; in services it depends on what each of them overrides.
    if (isSet && !isElsewhere) return [unset]
    if (entry === null || isElsewhere) return []
    const enforced = configuration.settings(`${side}_enforce_tls`).value === 'yes'
    const level = levels[configuration.settings(name).value] ?? ''
    const value = enforced ? 'encrypt' : level
    if (side === 'smtp' && enforced) return []
    const set: readonly PostfixChange[] =
      value === '' ? [] : [{ kind: 'set', name: obsolete.replacement, value, service: null }]
    return [...set, unset]
  }
  // A plain new name: the value stays the same.
  const isRenamed = RENAMED.test(name)
  if (!isRenamed || entry === null) return []
  const isSet = configuration.settings(obsolete.replacement).origin !== 'default'
  return isSet ? [unset] : [{ kind: 'rename', from: entry, name: obsolete.replacement }]
}

/** Parameters of which only the name changed. */
const RENAMED =
  /^(?:authorized_verp_clients|fallback_relay|(?:smtpd?|lmtp)_per_record_deadline|postscreen_(?:blacklist_action|dnsbl_ttl|dnsbl_whitelist_threshold|whitelist_interfaces)|smtpd_client_connection_limit_exceptions|tlsproxy_client_(?:level|policy)|virtual_maps)$/
