import type { HandshakeTrace, TraceMessage } from '../../facts/server-facts.ts'
import { versionTitle } from '../../registry/versions.ts'
import { cutEnd } from '../columns.ts'
import { harmless } from '../harmless.ts'
import { groupTitle } from '../server-row.ts'
import { type Fragment, html } from './fragment.ts'
import { drawing, unit } from './svg.ts'
import { counted, folded } from './view.ts'

/** A whole handshake as a sequence diagram, and the same as a table. */
export function handshakePart(trace: HandshakeTrace): Fragment {
  return folded(handshakeTitle(trace), html`${sequence(trace)}${folded('as a table', messageTable(trace))}`)
}

/** A handshake whose messages are those of another one on the page. */
export function handshakeLike(trace: HandshakeTrace, link: Fragment): Fragment {
  return html`<p class="fold">${handshakeTitle(trace)}<span class="soft">; the messages are those at ${link}</span></p>`
}

/** What makes two handshakes look the same. */
export function handshakeKind({ version, suite, group, resumed, messages }: HandshakeTrace): string {
  return JSON.stringify([
    version,
    suite,
    group,
    resumed,
    messages.map(({ from, name, roundTrip }) => [from, name, roundTrip]),
  ])
}

function handshakeTitle(trace: HandshakeTrace): Fragment {
  const { version, suite, group, resumed, milliseconds } = trace
  return html`${resumed ? 'Resumed handshake' : 'Handshake'}: ${versionTitle(version)} <span class="soft">${suite}${
    group === null ? null : `, ${groupTitle(group)}`
  }, ${counted(roundTrips(trace), 'round trip')}, ${unit(milliseconds)} ms, ${bytesWords(trace)}</span>`
}

function roundTrips({ messages }: HandshakeTrace): number {
  return Math.max(0, ...messages.map(({ roundTrip }) => roundTrip))
}

function bytesWords({ messages }: HandshakeTrace): string {
  const sum = (from: TraceMessage['from']): number =>
    messages.reduce((total, message) => total + (message.from === from ? message.bytes : 0), 0)
  return `${sum('client')} bytes out, ${sum('server')} in`
}

/** Units of the diagram: two lines of life, an arrow for each message. */
const PICTURE = { width: 400, client: 52, server: 348, head: 24, step: 24, foot: 6 } as const

/** Messages of one handshake; more are not drawn. */
const MESSAGES = 40

function sequence(trace: HandshakeTrace): Fragment {
  const messages = trace.messages.slice(0, MESSAGES)
  const height = PICTURE.head + messages.length * PICTURE.step + PICTURE.foot
  const description = `${counted(messages.length, 'message')} in ${counted(roundTrips(trace), 'round trip')}, ${unit(
    trace.milliseconds,
  )} milliseconds: ${messages.map(({ from, name }) => `${from} ${name}`).join(', ')}`
  return drawing(
    {
      title: `Messages of the ${versionTitle(trace.version)} handshake`,
      description,
      kind: 'sequence',
      width: PICTURE.width,
      height,
    },
    html`${bands(messages)}<text class="end" x="${PICTURE.client}" y="15">client</text><text class="end" x="${PICTURE.server}" y="15">server</text><path class="life" d="M${PICTURE.client} ${PICTURE.head - 4}V${height}M${PICTURE.server} ${PICTURE.head - 4}V${height}"/>${messages.map(
      (message, at) => arrow(message, messages[at - 1], at),
    )}`,
  )
}

/** A background for every second round trip, with its number. */
function bands(messages: readonly TraceMessage[]): readonly Fragment[] {
  const trips = [...new Set(messages.map(({ roundTrip }) => roundTrip))]
  return trips.map((trip) => {
    const first = messages.findIndex(({ roundTrip }) => roundTrip === trip)
    const last = messages.findLastIndex(({ roundTrip }) => roundTrip === trip)
    const top = PICTURE.head + first * PICTURE.step
    return html`${
      trip % 2 === 0
        ? null
        : html`<rect class="band" x="0" y="${top}" width="${PICTURE.width}" height="${(last - first + 1) * PICTURE.step}"/>`
    }<text class="trip" x="4" y="${top + 16}">${trip}</text>`
  })
}

/** Letters of a message's name that have room on its arrow; the longest of RFC 8446 has nineteen. */
const NAME_LETTERS = 30

function arrow(
  { from, name, bytes, milliseconds }: TraceMessage,
  before: TraceMessage | undefined,
  at: number,
): Fragment {
  const y = PICTURE.head + at * PICTURE.step + 18
  const [start, end, back] =
    from === 'client' ? [PICTURE.client, PICTURE.server, -6] : [PICTURE.server, PICTURE.client, 6]
  // What comes together has one time.
  const time =
    before !== undefined && before.from === from && before.milliseconds === milliseconds
      ? null
      : `${unit(milliseconds)} ms`
  return html`<path class="${from}" d="M${start} ${y}H${end}m${back} -3.5l${-back} 3.5l${back} 3.5"/><text x="${PICTURE.width / 2}" y="${y - 4}">${cutEnd(harmless(name), NAME_LETTERS)} <tspan>${bytes} B</tspan></text>${
    time === null ? null : html`<text class="time" x="${PICTURE.width - 3}" y="${y - 2}">${time}</text>`
  }`
}

function messageTable({ messages }: HandshakeTrace): Fragment {
  return html`<table class="messages"><thead><tr><th scope="col" class="number">trip</th><th scope="col">from</th><th scope="col">message</th><th scope="col" class="number">bytes</th><th scope="col" class="number">ms</th></tr></thead><tbody>${messages.map(
    ({ from, name, bytes, roundTrip, milliseconds }) =>
      html`<tr><td class="number">${roundTrip}</td><td>${from === 'client' ? 'client →' : '← server'}</td><td>${name}</td><td class="number">${bytes}</td><td class="number">${unit(milliseconds)}</td></tr>`,
  )}</tbody></table>`
}
