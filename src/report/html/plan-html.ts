import { where } from '../finding-rows.ts'
import { providerLine, wayUp } from '../next-steps.ts'
import type { PlanStep } from '../plan.ts'
import { PLAN_STAGES, type PlanStage, STAGE_TITLES } from '../plan-stage.ts'
import { settingTabs } from './findings-html.ts'
import { type Fragment, html } from './fragment.ts'
import { codeLink, heading, joined, prose, section, type View } from './view.ts'

/** A step, and its place in the order in which the steps are worth doing. */
interface Placed {
  readonly step: PlanStep
  readonly place: number
}

/** The plan by the five stages of the way; the numbers tell in which order its steps help most. */
export function planSection(view: View): Fragment | null {
  const steps = (view.report.plan ?? []).map((step, at): Placed => ({ step, place: at + 1 }))
  if (steps.length === 0) return null
  const up = wayUp(
    view.report,
    steps.map(({ step }) => step),
  )
  const way = up === null ? null : html` <span class="soft">${up.from} → ${up.to}</span>`
  return section(
    view,
    'plan',
    html`Plan${way}`,
    html`<p class="soft">By stages; the numbers say in which order the steps help most.</p>${PLAN_STAGES.map((stage) =>
      stagePart(
        view,
        stage,
        steps.filter(({ step }) => step.stage === stage),
      ),
    )}`,
  )
}

function stagePart(view: View, stage: PlanStage, steps: readonly Placed[]): Fragment {
  const title = `${PLAN_STAGES.indexOf(stage) + 1}. ${STAGE_TITLES[stage]}`
  if (steps.length === 0) return html`<p class="done">${title}: <span>nothing to change was found</span></p>`
  return html`${heading(view, 2, title)}<ul class="steps">${steps.map((placed) => stepItem(view, placed))}</ul>`
}

function stepItem(view: View, { step, place }: Placed): Fragment {
  const { report, id } = view
  const { action, settings, hosts, codes, gain, after, verify } = step
  const provider = providerLine(step)
  const subjects = hosts.map((mx) => ({ domain: report.target, mx, address: null, port: null }))
  return html`<li><span class="place">${place}</span><div>${prose(action)}${
    hosts.length === 0 ? null : html` <span class="soft">${where(report, subjects)}</span>`
  }${gain > 0 ? html` <span class="pill good">+${gain}${after === null ? null : `, then ${after.grade} ${after.score}`}</span>` : null}${settingTabs(
    settings,
    `${id}-p${place}`,
  )}${provider === null ? null : html`<p class="soft">${prose(provider)}</p>`}<pre class="verify">${verify}</pre><p class="soft ends">ends ${joined(
    codes.map((code) => codeLink(view, code)),
    ', ',
  )}</p></div></li>`
}
