import type { Answer } from '../../base/answer.ts'
import { refuseSuites, withAnswers } from './answers.ts'
import type { Knowledge, Refusal } from './knowledge.ts'
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

function chargeGroups(knowledge: Knowledge, offer: HelloOffer, answer: Answer): Knowledge {
  const [version] = offer.versions
  if (version !== 'tls12' && version !== 'tls13') return knowledge
  const decides = offer.suites.some(
    (suite) =>
      needsGroup(suite) &&
      !(version === 'tls12' && needsCertificateCurve(suite)) &&
      knowledge.suites[version].get(suite)?.state === 'accepted',
  )
  if (!decides) return knowledge
  const answers = knowledge.groups[version]
  const open = offer.groups.filter((group) => !answers.has(group))
  if (open.length === 0) return knowledge
  return { ...knowledge, groups: { ...knowledge.groups, [version]: withAnswers(answers, open, answer) } }
}
