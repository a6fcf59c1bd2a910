import type { PostfixConfiguration } from '../../test/peers/harness/postfix.ts'
import { list, table } from '../section.ts'
import type { BoundCheck } from './bounds.ts'
import type { Measurement } from './measure.ts'

/** Columns of every table. */
const RECEIVERS: readonly PostfixConfiguration[] = ['hard', 'default', 'weak']

/** What the others are compared with: it finds out the most. */
const YARDSTICK = 'wiretight full, 8 lanes'

/** One number of a measurement, and how to write it. */
interface Quantity {
  readonly valueOf: (measured: Measurement) => number | null
  readonly write: (value: number, measured: Measurement) => string
}

const CONNECTIONS: Quantity = {
  valueOf: ({ connections }) => connections.most,
  write: (_, { connections: { least, most } }) => (least === most ? String(most) : `${least}–${most}`),
}
const SECONDS: Quantity = { valueOf: ({ seconds }) => seconds, write: (value) => value.toFixed(value < 10 ? 2 : 1) }
const CPU: Quantity = { valueOf: ({ cpuSeconds }) => cpuSeconds, write: (value) => value.toFixed(value < 10 ? 2 : 1) }
const KILOBYTES: Quantity = { valueOf: ({ bytes }) => bytes / 1_000, write: (value) => value.toFixed(0) }
const SUITES: Quantity = { valueOf: ({ suites }) => suites, write: String }

/** The section on costs, in Markdown. */
export function connectionsText(
  measurements: readonly Measurement[],
  checks: readonly BoundCheck[],
  absent: readonly string[],
): string {
  const at = (roundTrip: number) => measurements.filter((one) => one.roundTripMilliseconds === roundTrip)
  const [near, far] = [at(0), at(50)]
  const anywhere = [...far, ...near]
  return [
    INTRODUCTION,
    '### Connections',
    `In brackets the multiple of ${YARDSTICK}. Counts at a round trip of 50 ms; where that was not measured, at 0 ms.`,
    ratioTable(anywhere, CONNECTIONS),
    '### Bounds',
    BOUNDS_INTRODUCTION,
    boundsTable(checks),
    '### Bytes',
    'Kilobytes in both directions, without the headers of TCP and IP.',
    ratioTable(anywhere, KILOBYTES),
    '### Seconds at a round trip of 50 ms',
    'From the start of the process to its end.',
    ratioTable(far, SECONDS),
    '### Seconds at a round trip of 0 ms',
    ratioTable(near, SECONDS),
    '### Seconds of processor time',
    'User and system time of the scanner and its children at 50 ms; where that was not measured, at 0 ms.',
    ratioTable(anywhere, CPU),
    '### Accepted suites that it lists',
    `Of all versions together. Plans that decide by classes, and testssl.sh without \`-E\`, do not list them by version.`,
    plainTable(anywhere, SUITES),
    ...(absent.length === 0 ? [] : ['### Absent', list(absent)]),
  ].join('\n\n')
}

const INTRODUCTION = `Three Postfix receivers: \`hard\` (3 + 3 suites of TLS 1.2 and 1.3), \`default\` (71 + 3, RSA and ECDSA), \`weak\` (61 + 20 + 20 + 3,
TLS 1.0 to 1.3, NULL and anonymous suites). All scanners ran against the same servers in the same run, one after the
other, through a forwarder that counts connections and bytes and delays each direction by half the round trip. Before each
scanner the server was warmed up by ten connections. The other scanners ran once, as they are without options;
wiretight ran five times, and of its seconds the median is shown. The counts of connections do not depend on the machine;
the seconds do.`

const BOUNDS_INTRODUCTION = `What wiretight sets itself, over 8 lanes. Connections count in every run. Seconds are at 50 ms: \`survey\` from the first
connection to the last, \`process\` with the start of Node.js, judging and writing the report.`

function boundsTable(checks: readonly BoundCheck[]): string {
  const head = [
    'plan, receiver',
    'connections',
    'bound',
    'met',
    'survey s',
    'process s',
    'bound',
    'met',
    'CPU s',
    'bound',
    'met',
  ]
  const rows = checks.map(({ plan, receiver, connections, seconds, cpuBound, measured }) => {
    const survey = measured.surveySeconds ?? measured.seconds
    return [
      `${plan}, ${receiver}`,
      CONNECTIONS.write(0, measured),
      String(connections),
      measured.connections.most <= connections ? 'yes' : 'NO',
      survey.toFixed(2),
      measured.seconds.toFixed(2),
      seconds.toFixed(1),
      measured.seconds <= seconds ? 'yes' : survey <= seconds ? 'survey only' : 'NO',
      measured.cpuSeconds.toFixed(2),
      cpuBound.toFixed(1),
      measured.cpuSeconds <= cpuBound ? 'yes' : 'NO',
    ]
  })
  return table(head, rows)
}

/** A row for each contender; beside each value its multiple of the yardstick's. */
function ratioTable(measurements: readonly Measurement[], quantity: Quantity): string {
  return contenderTable(measurements, (measured) => {
    const value = quantity.valueOf(measured)
    if (value === null) return '–'
    const yardstick = measurements.find(
      ({ contender, receiver }) => contender.name === YARDSTICK && receiver === measured.receiver,
    )
    const unit = yardstick === undefined ? null : quantity.valueOf(yardstick)
    return unit ? `${quantity.write(value, measured)} (${(value / unit).toFixed(1)}×)` : quantity.write(value, measured)
  })
}

function plainTable(measurements: readonly Measurement[], quantity: Quantity): string {
  return contenderTable(measurements, (measured) => {
    const value = quantity.valueOf(measured)
    return value === null ? '–' : quantity.write(value, measured)
  })
}

/** The first measurement of a contender and a receiver counts. */
function contenderTable(measurements: readonly Measurement[], write: (measured: Measurement) => string): string {
  const names = [...new Set(measurements.map(({ contender }) => contender.name))]
  const rows = names.map((name) => [
    name,
    ...RECEIVERS.map((receiver) => {
      const measured = measurements.find((one) => one.contender.name === name && one.receiver === receiver)
      return measured === undefined ? '–' : write(measured)
    }),
  ])
  return table(['', ...RECEIVERS], rows)
}
