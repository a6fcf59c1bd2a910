import type { HeaderFacts, Hop } from '../facts/header-facts.ts'
import { type Canvas, canvasOf, sectionsText, type TextOptions } from './canvas.ts'
import { cutMiddle, spread, wrap } from './columns.ts'
import { harmless } from './harmless.ts'
import { headersVerdict, hopCounts, isWeak } from './headers-verdict.ts'
import type { Tone } from './paint.ts'

/**
 * A message's way for people, in the order in which it went: from the first machine to the last, each hop with what protected it
 * and how long it took.
 */
export function renderHeadersText(facts: HeaderFacts, options: TextOptions = {}): string {
  const canvas = canvasOf(options)
  const sections = [
    head(facts, canvas),
    ...facts.hops.toReversed().map((hop, at) => hopLines(hop, at, canvas)),
    foot(facts, canvas),
  ]
  return sectionsText(sections)
}

function head(facts: HeaderFacts, { width, signs, paint }: Canvas): readonly string[] {
  const { hops, encrypted, plaintext, unknown, local } = hopCounts(facts)
  if (hops === 0) return wrap(headersVerdict(facts), width)
  const counts = [
    `${encrypted} encrypted`,
    ...(plaintext > 0 ? [`${plaintext} in clear`] : []),
    ...(unknown > 0 ? [`${unknown} not known`] : []),
    ...(local > 0 ? [`${local} inside a machine`] : []),
  ].join(` ${signs.dot} `)
  const total = hops === 1 ? '1 hop' : `${hops} hops`
  const duration = durationOf(facts)
  const left = duration === null ? total : `${total} in ${duration}`
  const [first = '', ...rest] = spread(left, counts, width)
  return [first.replace(left, () => paint('strong', left)), ...rest, ...wrap(signs.say(headersVerdict(facts)), width)]
}

function durationOf({ hops }: HeaderFacts): string | null {
  const [newest, oldest] = [hops.find(({ time }) => time !== null), hops.findLast(({ time }) => time !== null)]
  if (newest?.time == null || oldest?.time == null || newest === oldest) return null
  const seconds = (Date.parse(newest.time) - Date.parse(oldest.time)) / 1_000
  return seconds < 0 ? null : secondsWords(seconds)
}

const TONES: Readonly<Record<Hop['tls']['state'], Tone>> = {
  encrypted: 'good',
  plaintext: 'critical',
  unknown: 'medium',
}
const STATES: Readonly<Record<Hop['tls']['state'], string>> = {
  encrypted: 'encrypted',
  plaintext: 'in clear',
  unknown: 'not known',
}

function hopLines(hop: Hop, at: number, { width, signs, paint }: Canvas): readonly string[] {
  const number = `${at + 1}`.padStart(3)
  const software = plain([hop.software, hop.softwareVersion].filter((part) => part !== null).join(' '), 40)
  const room = width - 5 - software.length - 2
  const half = Math.floor((room - 4) / 2)
  const [from, by] = [hop.from ?? (hop.local ? 'a local program' : '?'), hop.by ?? '?'].map((name) => plain(name, 255))
  const way = [from ?? '', by ?? ''].map((name) => cutMiddle(name, half, signs.mark)).join(` ${signs.arrow} `)
  const [first = '', ...rest] = spread(`${number}  ${way}`, software, width)
  const state = hop.local && hop.tls.state !== 'encrypted' ? 'local' : STATES[hop.tls.state]
  const tone: Tone = hop.local
    ? 'faint'
    : isWeak(hop) && hop.tls.state === 'encrypted'
      ? 'medium'
      : TONES[hop.tls.state]
  const details = wrap(signs.say(detailsOf(hop).join(', ')), width - 16)
  return [
    first.replace(way, () => paint('strong', way)),
    ...rest,
    `     ${paint(tone, state)}${' '.repeat(Math.max(1, 11 - state.length))}${details[0] ?? ''}`,
    ...details.slice(1).map((line) => `                ${line}`),
    ...wrap(signs.say(timeOf(hop)), width - 16).map((line) => `                ${paint('faint', line)}`),
  ]
}

function detailsOf({ tls, with: protocol }: Hop): readonly string[] {
  const session = [
    tls.version,
    tls.suite ?? (tls.raw === null ? null : `“${plain(tls.raw, 160)}”`),
    tls.group,
    tls.bits === null ? null : `${tls.bits} bits`,
  ].filter((part) => part !== null)
  return [
    ...(session.length > 0 ? [session.join(' ')] : []),
    ...(protocol === null ? [] : [plain(protocol, 80)]),
    ...(tls.authenticated ? ['the sender authenticated itself'] : []),
    ...(tls.certificate === 'unverified' ? ['a client certificate that was not trusted'] : []),
  ]
}

function timeOf({ time, delaySeconds }: Hop): string {
  if (time === null) return 'no time that can be read'
  const stamp = time.replace('T', ' ').replace('Z', ' UTC')
  if (delaySeconds === null) return stamp
  const delay =
    delaySeconds < 0
      ? `${secondsWords(-delaySeconds)} before the last: the clocks disagree`
      : `after ${secondsWords(delaySeconds)}`
  return `${stamp}, ${delay}`
}

/** Seconds in the two largest units: `2 d 3 h`, `5 m 20 s`. */
function secondsWords(seconds: number): string {
  const units = [
    { name: 'd', size: 86_400 },
    { name: 'h', size: 3_600 },
    { name: 'm', size: 60 },
    { name: 's', size: 1 },
  ]
  const first = units.findIndex(({ size }) => seconds >= size)
  if (first < 0) return '0 s'
  const parts = units.slice(first, first + 2).map(({ name, size }, at) => {
    const outer = units[first + at - 1]?.size
    return { name, count: Math.floor((outer === undefined ? seconds : seconds % outer) / size) }
  })
  return parts
    .filter(({ count }, at) => at === 0 || count > 0)
    .map(({ name, count }) => `${count} ${name}`)
    .join(' ')
}

function foot({ hops }: HeaderFacts, { width, signs, paint }: Canvas): readonly string[] {
  if (hops.length === 0) return []
  const text = 'Only what your own servers wrote (the last hops) is proof. Earlier hops are the word of others.'
  return wrap(signs.say(text), width - 1).map((line) => ` ${paint('faint', line)}`)
}

function plain(text: string, limit: number): string {
  return harmless(text, limit)
}
