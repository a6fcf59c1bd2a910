import { editDistance } from '../../../base/edit-distance.ts'
import { type Place, placeAt, type TextDocument } from '../../text-document.ts'
import { definedNames } from '../defined-names.ts'
import type { MainEntry } from '../main-cf.ts'
import { isServiceParameter, obsoleteIn, parametersOf, postfixParameter, standing } from '../parameter-reference.ts'
import type { PostfixChange } from '../postfix-change.ts'
import type { PostfixFound, PostfixRule, PostfixSubject } from '../postfix-subject.ts'
import { releaseText } from '../release.ts'
import { successorOf } from '../successor.ts'

/** A parameter as somebody set it, in `main.cf` or in a service. */
interface Use {
  readonly name: string
  readonly value: string
  readonly place: Place
  readonly entry: MainEntry | null
  readonly unset: PostfixChange
}

function usesOf({ configuration }: PostfixSubject): readonly Use[] {
  const use = (
    document: TextDocument,
    offset: number,
    entry: MainEntry | null,
    rest: Omit<Use, 'place' | 'entry'>,
  ): Use => ({
    place: placeAt(document, offset),
    entry,
    ...rest,
  })
  const inMain = configuration.mains.flatMap(({ entries }) =>
    entries
      .filter(({ service }) => service === null)
      .map((entry) =>
        use(entry.document, entry.name.offset, entry, {
          name: entry.name.text,
          value: entry.value,
          unset: { kind: 'drop', entry },
        }),
      ),
  )
  const inServices = configuration.services.flatMap((service) =>
    service.overrides.map(({ name, value, option, document }) =>
      use(document, option, null, { name: name.text, value, unset: { kind: 'unset', name: name.text, service } }),
    ),
  )
  return [...inMain, ...inServices]
}

function found(use: Use, message: string, changes: readonly PostfixChange[], advice?: string): PostfixFound {
  const { place, name, value } = use
  return { place, parameter: name, value, message, changes, ...(advice === undefined ? {} : { advice }) }
}

const syntax: PostfixRule = {
  code: 'config-syntax',
  check: ({ configuration: { mains, masters } }) =>
    [...mains, ...masters].flatMap(({ malformed }) =>
      malformed.map(({ document, offset, reason, text }) => ({
        place: placeAt(document, offset),
        parameter: null,
        value: text.slice(0, 200),
        message: `Postfix cannot read this line: ${reason}.`,
        changes: [],
        advice: 'Write the line as name = value, or take it out.',
      })),
    ),
}

/** Strange names for which a near one is looked for; a file with more of them has another trouble. */
const MOST_LOOKED_AT = 200

/** Names that exist in no release and that nothing refers to, each with the name that was probably meant. */
function strangers(subject: PostfixSubject): readonly { readonly use: Use; readonly meant: string | null }[] {
  const defined = definedNames(subject.configuration)
  return usesOf(subject)
    .filter(({ name }) => postfixParameter(name) === undefined && !isServiceParameter(name) && !defined.has(name))
    .map((use, at) => ({ use, meant: at < MOST_LOOKED_AT ? nearestParameter(subject, use.name) : null }))
}

/** The parameter whose name is nearest, when one is near enough to be meant. */
function nearestParameter({ configuration: { release } }: PostfixSubject, name: string): string | null {
  if (name.length > 64) return null
  const most = name.length > 12 ? 2 : 1
  const near = parametersOf(release)
    .filter((known) => Math.abs(known.length - name.length) <= most)
    .map((known) => ({ known, distance: editDistance(known, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance)
  return near[0]?.known ?? null
}

const misspelt: PostfixRule = {
  code: 'config-parameter-misspelt',
  check: (subject) =>
    strangers(subject).flatMap(({ use, meant }) => {
      if (meant === null) return []
      const isSet = subject.configuration.settings(meant).origin !== 'default'
      const rename: readonly PostfixChange[] =
        use.entry === null || isSet ? [] : [{ kind: 'rename', from: use.entry, name: meant }]
      return [
        found(
          use,
          `There is no parameter ${use.name}; ${meant} was probably meant, which keeps its ${isSet ? 'own value' : 'default'}.`,
          rename,
          `${meant} = ${use.value}`,
        ),
      ]
    }),
}

const unknown: PostfixRule = {
  code: 'config-parameter-unknown',
  check: (subject) =>
    strangers(subject).flatMap(({ use, meant }) =>
      meant === null
        ? [
            found(
              use,
              `No release of Postfix has a parameter ${use.name}, and nothing refers to it.`,
              [],
              `Take out ${use.name}, or correct its name.`,
            ),
          ]
        : [],
    ),
}

const tooNew: PostfixRule = {
  code: 'config-parameter-too-new',
  check: (subject) => {
    const { release } = subject.configuration
    return usesOf(subject).flatMap((use) => {
      if (standing(release, use.name) !== 'too-new') return []
      const since = postfixParameter(use.name)?.since ?? ''
      return [
        found(
          use,
          `${use.name} came with Postfix ${since}; ${releaseText(release)} does not know it.`,
          [],
          `Upgrade to Postfix ${since}, or take the line out.`,
        ),
      ]
    })
  },
}

const removed: PostfixRule = {
  code: 'config-parameter-removed',
  check: (subject) => {
    const { release } = subject.configuration
    return usesOf(subject).flatMap((use) => {
      if (standing(release, use.name) !== 'gone' || obsoleteIn(release, use.name)?.replacement) return []
      return [
        found(use, `Postfix ${postfixParameter(use.name)?.until ?? ''} was the last to have ${use.name}.`, [use.unset]),
      ]
    })
  },
}

const deprecated: PostfixRule = {
  code: 'config-parameter-deprecated',
  check: (subject) => {
    const { release } = subject.configuration
    return usesOf(subject).flatMap((use) => {
      const obsolete = obsoleteIn(release, use.name)
      if (obsolete === null) return []
      const warned = obsolete.warned === null ? '' : `; postconf warns about it from ${obsolete.warned} on`
      const message =
        obsolete.replacement === null
          ? `${use.name} has had no use since Postfix ${obsolete.since}${warned}.`
          : `${obsolete.replacement} took the place of ${use.name} with Postfix ${obsolete.since}${warned}.`
      return [
        found(
          use,
          message,
          successorOf(subject, use.name, use.entry, use.unset),
          obsolete.replacement ?? `Take out ${use.name}.`,
        ),
      ]
    })
  },
}

const duplicate: PostfixRule = {
  code: 'config-parameter-duplicate',
  check: ({ configuration: { mains } }) =>
    mains.flatMap(({ entries }) => {
      const byName = Map.groupBy(
        entries.filter(({ service }) => service === null),
        ({ name }) => name.text,
      )
      return [...byName.values()].flatMap((same) => {
        const last = same.at(-1)
        if (last === undefined || same.length < 2) return []
        const line = placeAt(last.document, last.name.offset).line
        return same.slice(0, -1).map((entry) => ({
          place: placeAt(entry.document, entry.name.offset),
          parameter: entry.name.text,
          value: entry.value,
          message: `${entry.name.text} is set again in line ${line}, and that line counts.`,
          changes: [{ kind: 'drop', entry } as const],
        }))
      })
    }),
}

/** Rules about names and lines. */
export const PARAMETER_CHECKS: readonly PostfixRule[] = [
  syntax,
  unknown,
  misspelt,
  deprecated,
  removed,
  tooNew,
  duplicate,
]
