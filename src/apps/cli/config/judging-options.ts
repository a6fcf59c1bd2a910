import { type ConfigCode, isConfigCode } from '../../../mta-config/config-codes.ts'
import {
  CONFIG_PROFILES,
  type ConfigProfile,
  configProfileByName,
  DEFAULT_CONFIG_PROFILE,
} from '../../../mta-config/config-profile.ts'
import type { ConfigSoftware } from '../../../mta-config/config-rule.ts'
import type { EximBuild, EximLibrary } from '../../../mta-config/exim/exim-configuration.ts'
import { parseRelease, type Release } from '../../../mta-config/postfix/release.ts'
import { quoted, refuse } from '../check-options.ts'

/** Options of every command that judges, as commander hands them over. */
export interface JudgingOptions {
  readonly version?: string
  readonly library?: string
  readonly profile?: string
  readonly color: boolean
  readonly ascii?: true
}

const SOFTWARE: readonly ConfigSoftware[] = ['postfix', 'exim', 'exchange']
const LIBRARIES: readonly EximLibrary[] = ['openssl', 'gnutls']

/** The software of the first word. @throws ProbeError `option-invalid` */
export function softwareOf(text: string): ConfigSoftware {
  return oneOf('SOFTWARE', text, SOFTWARE)
}

/** The profile to judge by. @throws ProbeError `option-invalid` */
export function configProfileOf(text: string | undefined): ConfigProfile {
  if (text === undefined) return DEFAULT_CONFIG_PROFILE
  const names = CONFIG_PROFILES.map(({ name }) => name)
  return configProfileByName(text) ?? refuse('--profile', `expected ${names.join(', ')}, not ${quoted(text)}`)
}

/** The release of Postfix; null when it was not given. @throws ProbeError `option-invalid` */
export function releaseOf(text: string | undefined): Release | null {
  if (text === undefined) return null
  return parseRelease(text) ?? refuse('--version', `expected a release such as 3.7, not ${quoted(text)}`)
}

/** The library of Exim; null when it was not given. @throws ProbeError `option-invalid` */
export function libraryOf(text: string | undefined): EximLibrary | null {
  return text === undefined ? null : oneOf('--library', text, LIBRARIES)
}

/** What is known of an Exim: the option counts before what `exim -bV` told. */
export function buildOf(options: JudgingOptions, told: EximBuild | null): EximBuild | null {
  const library = libraryOf(options.library)
  return library === null ? told : { library, version: told?.version ?? null }
}

/** The codes of `--only`; undefined without it. @throws ProbeError `option-invalid` */
export function configCodesOf(text: string | undefined): readonly ConfigCode[] | undefined {
  if (text === undefined) return undefined
  return text.split(',').map((word) => {
    const code = word.trim()
    return isConfigCode(code)
      ? code
      : refuse('--only', `there is no code ${quoted(code)}; wiretight explain lists them`)
  })
}

/** One of some words. @throws ProbeError `option-invalid` */
export function oneOf<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  return words.find((word) => word === text) ?? refuse(option, `expected ${words.join(', ')}, not ${quoted(text)}`)
}
