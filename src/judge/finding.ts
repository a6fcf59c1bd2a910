import type { Unknown } from '../base/answer.ts'
import type { RuleCode } from './codes.ts'
import type { Evidence } from './evidence.ts'
import type { Scope } from './rule.ts'
import type { Severity } from './severity.ts'
import type { SubjectRef } from './subject.ts'

/** Something that was proved to be so, as plain data; its words are those of the rule. */
export interface Finding {
  readonly code: RuleCode
  readonly severity: Severity
  readonly scope: Scope
  readonly subject: SubjectRef
  readonly evidence: readonly Evidence[]
}

/** A question that the facts do not answer, and why. */
export interface Undetermined {
  readonly code: RuleCode
  readonly scope: Scope
  readonly subject: SubjectRef
  readonly why: Unknown
}

/** A question that the facts answer with no: the rule applies to the subject and found nothing. */
export interface Cleared {
  readonly code: RuleCode
  readonly scope: Scope
  readonly subject: SubjectRef
}
