import type { Answer } from '../../base/answer.ts'
import { refuseSuites, withAnswers } from './answers.ts'
import type { Choice, GroupVersion, Knowledge, Refusal } from './knowledge.ts'
import type { HelloOffer } from './offer.ts'
import { chargeSchemes } from './signatures.ts'
import { needsCertificateCurve, needsGroup } from './universe.ts'

/** Charges every refusal to what it proves by now; repeated until nothing new follows, so the order of answers is of no matter. */
export function charge(knowledge: Knowledge): Knowledge {
  let known = knowledge
  for (const refusal of knowledge.refusals) known = chargeOne(known, refusal)
  return known === knowledge ? known : charge(known)
}

function chargeOne(knowledge: Knowledge, { by, how, offer }: Refusal): Knowledge {
  if (offer.fallbackScsv) return knowledge
  const answer: Answer = { state: 'refused', by, how }
  if (offer.signatures === 'broken') return chargeSchemes(knowledge, offer, answer)
  if (offer.groupsNarrowed) return chargeGroups(knowledge, offer, answer)
  let known = knowledge
  for (const version of offer.versions) {
    known = refuseSuites(known, version, offer.suites, answer)
    if (known.versions[version].state !== 'refused' || how !== 'alert') break
  }
  return known
}

/**
 * Charges a refusal to its groups where one of its suites is accepted and needs nothing but a group. An ECDSA suite of TLS 1.2
 * needs its certificate's curve as well: there a choice must say what the refusal was about.
 */
function chargeGroups(knowledge: Knowledge, offer: HelloOffer, answer: Answer): Knowledge {
  const [version] = offer.versions
  if (version !== 'tls12' && version !== 'tls13') return knowledge
  const decides = offer.suites.some(
    (suite) =>
      needsGroup(suite) &&
      !(version === 'tls12' && needsCertificateCurve(suite)) &&
      knowledge.suites[version].get(suite)?.state === 'accepted',
  )
  if (decides) return refuseGroups(knowledge, version, offer.groups, answer)
  const choice = version === 'tls12' ? choiceBesides(knowledge, offer) : undefined
  if (choice === undefined) return knowledge
  return refuseGroups(knowledge, version, choice.offer.groups, { state: 'refused', by: choice.by, how: 'ignored' })
}

/**
 * A choice of the one group that was offered besides refused ones. Either these are refused, or it is the certificate's curve,
 * which every client has to offer; and it is chosen before them then, even if it comes last, so that nobody ever gets them.
 */
function choiceBesides({ choices }: Knowledge, refused: HelloOffer): Choice | undefined {
  return choices.find(({ offer, selected: { version, suite, group } }) => {
    if (version !== 'tls12' || !offer.groupsNarrowed || group === null || refused.groups.includes(group)) return false
    if (offer.groups.at(-1) !== group || !refused.suites.includes(suite)) return false
    return offer.groups.every((other) => other === group || refused.groups.includes(other))
  })
}

function refuseGroups(
  knowledge: Knowledge,
  version: GroupVersion,
  groups: readonly number[],
  answer: Answer,
): Knowledge {
  const answers = knowledge.groups[version]
  const open = groups.filter((group) => !answers.has(group))
  if (open.length === 0) return knowledge
  return { ...knowledge, groups: { ...knowledge.groups, [version]: withAnswers(answers, open, answer) } }
}
