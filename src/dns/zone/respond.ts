import { EDNS_UDP_BYTES, type Edns } from '../wire/edns.ts'
import { type Message, NO_FLAGS } from '../wire/message.ts'
import { lowerName } from '../wire/name.ts'
import { CLASS_IN, RCODES } from '../wire/rr-type.ts'
import { answerFromZones } from './answer.ts'
import type { Zone } from './zone.ts'

/**
 * The response of an authoritative server that holds these zones. The question is repeated as it came, letter case
 * included; an OPT record is answered with an OPT record (RFC 6891 section 6.1.1).
 */
export function respondFromZones(zones: readonly Zone[], query: Message): Message {
  const edns: Edns | null =
    query.edns === null
      ? null
      : { version: 0, dnssecOk: query.edns.dnssecOk, udpPayloadBytes: EDNS_UDP_BYTES, options: [] }
  const empty: Message = {
    id: query.id,
    opcode: query.opcode,
    rcode: RCODES.NOERROR,
    flags: {
      ...NO_FLAGS,
      response: true,
      recursionDesired: query.flags.recursionDesired,
      checkingDisabled: query.flags.checkingDisabled,
    },
    questions: query.questions,
    answer: [],
    authority: [],
    additional: [],
    edns,
  }
  const [question] = query.questions
  if (query.opcode !== 0) return { ...empty, rcode: RCODES.NOTIMP }
  if (question === undefined || query.questions.length > 1) return { ...empty, rcode: RCODES.FORMERR }
  if (query.edns !== null && query.edns.version !== 0) return { ...empty, rcode: RCODES.BADVERS }
  if (question.class !== CLASS_IN) return { ...empty, rcode: RCODES.REFUSED }
  const found = answerFromZones(zones, lowerName(question.name), question.type, query.edns?.dnssecOk === true)
  if (found === null) return { ...empty, rcode: RCODES.REFUSED }
  return {
    ...empty,
    rcode: found.rcode,
    flags: { ...empty.flags, authoritative: found.authoritative },
    answer: found.answer,
    authority: found.authority,
    additional: found.additional,
  }
}
