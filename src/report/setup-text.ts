import type { SetupRecords } from '../judge/policies/setup-records.ts'
import { SOFTWARE_TITLES } from '../judge/software.ts'
import type { TextOptions } from './canvas.ts'
import { wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import { providerLine } from './next-steps.ts'
import { NO_PAINT, type Paint } from './paint.ts'
import type { PlanStep } from './plan.ts'
import { PLAN_STAGES, type PlanStage, STAGE_TITLES } from './plan-stage.ts'
import type { Report } from './report.ts'

/** What `setup` comes to: the audit that it rests on, and what is to be published. */
export interface Setup {
  readonly report: Report
  /** Null when it is not known where the mail goes. */
  readonly records: SetupRecords | null
}

/** A step with what is left to do; nothing where it is done. */
interface Block {
  readonly lines: readonly string[]
  /** Shown as they are: to be copied. */
  readonly copy: readonly string[]
}

/**
 * Everything that a domain needs, in the order in which an administrator does it: settings of the servers first, then what
 * is published. What is in order is said in a line.
 */
export function renderSetupText({ report, records }: Setup, options: TextOptions = {}): string {
  const { width = 100, paint = NO_PAINT } = options
  const { grade, score, headline } = report
  const head = [
    `${paint('strong', harmless(report.target, 255))}  ${grade ?? 'no grade'}${score === null ? '' : ` ${score}/100`}`,
    ...wrap(headline, width),
  ]
  const sections = records === null ? [unknownRoute(report, width)] : stages(report, records, { width, paint })
  return `${[head, ...sections].map((lines) => lines.map((line) => `${line.trimEnd()}\n`).join('')).join('\n')}`
}

function stages(
  report: Report,
  records: SetupRecords,
  { width, paint }: Required<Pick<TextOptions, 'width' | 'paint'>>,
): readonly (readonly string[])[] {
  return PLAN_STAGES.map((stage, at) => {
    const blocks = [...serverBlocks(report, stage), ...publishedBlocks(records, stage)]
    return section(at + 1, STAGE_TITLES[stage], blocks, width, paint)
  })
}

/** What can be said before the exchangers are known; records would have to name every one of them. */
function unknownRoute({ plan }: Report, width: number): readonly string[] {
  const now = plan.filter(({ stage }) => stage !== 'mta-sts').map(({ action }) => action)
  const lines = ['Before that is known nothing can be written down.', ...now]
  return lines.flatMap((line) => wrap(line, width - 1).map((part) => ` ${part}`))
}

function section(at: number, title: string, blocks: readonly Block[], width: number, paint: Paint): readonly string[] {
  const heading = ` ${paint('strong', `${at}  ${title}`)}`
  if (blocks.length === 0) return [`${heading}`, '    in order']
  return [
    heading,
    ...blocks.flatMap(({ lines, copy }) => [
      ...lines.flatMap((line) => wrap(line, width - 4).map((part) => `    ${part}`)),
      ...copy.map((line) => `      ${line}`),
    ]),
  ]
}

/** Changes of the servers' settings and certificates, from the plan of the audit; what is published is told from the records. */
function serverBlocks({ plan }: Report, stage: PlanStage): readonly Block[] {
  return plan
    .filter((step) => step.stage === stage && stage !== 'mta-sts' && stage !== 'dane')
    .map((step): Block => {
      const provider = providerLine(step)
      return {
        lines: [step.action, ...(provider === null ? [] : [provider])],
        copy: step.settings.flatMap(settingLines),
      }
    })
}

/** All lines of a setting, each behind the name of the software. */
function settingLines({ software, lines }: PlanStep['settings'][number]): readonly string[] {
  return lines.split('\n').map((line) => `${SOFTWARE_TITLES[software]}: ${line}`)
}

function publishedBlocks(records: SetupRecords, stage: PlanStage): readonly Block[] {
  if (stage === 'mta-sts') return policyBlocks(records)
  return stage === 'dane' ? daneBlocks(records) : []
}

function policyBlocks({ mtaSts, tlsRpt }: SetupRecords): readonly Block[] {
  const trial = mtaSts.isTrial
    ? 'Read the reports for some weeks, then run this again with --mode enforce.'
    : 'Senders that hold it deliver nowhere else, and not without a trusted certificate.'
  const reports: readonly Block[] = tlsRpt.isDone
    ? []
    : [{ lines: ['Publish where reports shall go:'], copy: tlsRpt.records }]
  const policy: readonly Block[] = mtaSts.isDone
    ? []
    : [
        {
          lines: [`Serve this at ${mtaSts.url}, as text/plain, with a trusted certificate for that name:`],
          copy: mtaSts.policy.trimEnd().split('\r\n'),
        },
        { lines: ['Then publish:'], copy: mtaSts.records },
        { lines: [trial], copy: [] },
      ]
  return [...reports, ...policy]
}

function daneBlocks({ dnssec, dane }: SetupRecords): readonly Block[] {
  const open = dane.filter(({ isDone }) => !isDone)
  const sign: readonly Block[] = dnssec.isDone
    ? []
    : [
        {
          lines: [
            `Have these zones signed, and their DS records published: ${dnssec.unsigned.map((name) => harmless(name, 100)).join(', ')}.`,
          ],
          copy: [],
        },
      ]
  const publish = open.map((host): Block => {
    const name = harmless(host.host, 200)
    if (!host.hasChains)
      return { lines: [`${name} showed no certificate, so that there is nothing to make records of.`], copy: [] }
    return { lines: [`For ${name}, the keys that it shows now:`], copy: host.records }
  })
  const ahead: readonly Block[] =
    open.length === 0
      ? []
      : [{ lines: ['Add the record of the next key before keys change: wiretight dane rollover.'], copy: [] }]
  return [...sign, ...publish, ...ahead]
}
