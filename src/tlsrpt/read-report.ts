import { isObject, MemberReader } from './member-reader.ts'
import { type FailureDetail, LIMITS, type Oddity, type PolicyReport, type ReadReport } from './report.ts'
import { isPolicyType, isResultType, POLICY_RESULTS } from './result-type.ts'

/**
 * Reads the JSON value of a report as leniently as can be: whatever is there is read, whatever is not is noted. Null when
 * the value is no report at all: not an object, or one without any member of a report.
 *
 * @see RFC 8460 section 4.4
 */
export function readReport(value: unknown): ReadReport | null {
  if (!isObject(value) || !TELLING.some((member) => Object.hasOwn(value, member))) return null
  const oddities: Oddity[] = []
  const members = new MemberReader(value, '', oddities)
  const range = members.object('date-range')
  const [begin, end] = [range.time('start-datetime'), range.time('end-datetime')]
  if (begin !== null && end !== null && end < begin) range.note('period-reversed')
  const report = {
    organization: members.text('organization-name', 'required', LIMITS.name),
    contact: members.text('contact-info', 'required', LIMITS.name),
    reportId: members.text('report-id', 'required', LIMITS.name),
    begin,
    end,
    policies: members.objects('policies', 'required', LIMITS.policies).map(readPolicy),
  }
  return { report, oddities }
}

/** Members that only a report has. */
const TELLING = ['policies', 'report-id', 'organization-name', 'date-range']

function readPolicy(members: MemberReader): PolicyReport {
  const policy = members.object('policy')
  const type = policy.text('policy-type', 'required', LIMITS.name)
  if (type !== null && !isPolicyType(type)) policy.note('policy-type-unknown', 'policy-type')
  const summary = members.object('summary')
  const failed = summary.sessions('total-failure-session-count')
  const details = members.objects('failure-details', 'optional', LIMITS.details).map(readDetail)
  const itemised = details.reduce((sum, { sessions }) => sum + (sessions ?? 0), 0)
  if (failed !== null && itemised > failed) members.note('failures-exceed-total', 'failure-details')
  if (failed !== null && itemised < failed) members.note('failures-not-itemised', 'failure-details')
  return {
    type: type ?? 'unknown',
    domain: policy.domain('policy-domain', 'required'),
    lines: policy.texts('policy-string', type === 'sts' || type === 'tlsa' ? 'required' : 'optional', LIMITS.lines),
    // The example of RFC 8460 has one text; large senders write a list.
    mxPatterns: policy
      .texts('mx-host', type === 'sts' ? 'required' : 'optional', LIMITS.mxPatterns, 'usual')
      .map(lower),
    successful: summary.sessions('total-successful-session-count'),
    failed,
    details,
  }
}

function readDetail(members: MemberReader): FailureDetail {
  const result = members.text('result-type', 'required', LIMITS.name)
  if (result !== null && !isResultType(result)) members.note('result-type-unknown', 'result-type')
  const met = result !== null && POLICY_RESULTS.has(result) ? 'optional' : 'required'
  return {
    result: result ?? 'unknown',
    sendingIp: members.address('sending-mta-ip', 'required'),
    receivingMx: members.domain('receiving-mx-hostname', met),
    receivingHelo: members.text('receiving-mx-helo', 'optional', LIMITS.name),
    receivingIp: members.address('receiving-ip', 'optional'),
    sessions: members.sessions('failed-session-count'),
    information: members.text('additional-information', 'optional'),
    reason: members.text('failure-reason-code', 'optional'),
  }
}

function lower(text: string): string {
  return text.toLowerCase()
}
