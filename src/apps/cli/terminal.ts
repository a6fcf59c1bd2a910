import { styleText } from 'node:util'
import type { Paint, Tone } from '../../report/paint.ts'
import { NO_PAINT } from '../../report/paint.ts'

type Style = Parameters<typeof styleText>[0]

const STYLES: Readonly<Record<Tone, Style>> = {
  good: 'green',
  critical: ['red', 'bold'],
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'gray',
  strong: 'bold',
  faint: 'gray',
}

const colour: Paint = (tone, text) => styleText(STYLES[tone], text, { validateStream: false })

/** What a stream can show. */
export interface TerminalLook {
  readonly paint: Paint
  readonly ascii: boolean
  readonly width: number
  readonly isTty: boolean
}

const WIDTH_OF_FILES = 100

/** A file, as a stream that is no terminal. */
export const PLAIN_FILE: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'> = { isTTY: false, columns: WIDTH_OF_FILES }

/** How to write to a stream: colour only on a terminal and never with NO_COLOR, plain signs on dumb terminals. */
export function terminalLook(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>,
  wants: { readonly color: boolean; readonly ascii: boolean },
  environment: NodeJS.ProcessEnv,
): TerminalLook {
  const isTty = stream.isTTY === true
  const isDumb = environment['TERM'] === 'dumb'
  const noColour = (environment['NO_COLOR'] ?? '') !== ''
  const forced = (environment['FORCE_COLOR'] ?? '') !== ''
  return {
    paint: wants.color && !noColour && (forced || (isTty && !isDumb)) ? colour : NO_PAINT,
    ascii: wants.ascii || (isTty && isDumb),
    width: isTty ? stream.columns : WIDTH_OF_FILES,
    isTty: isTty && !isDumb,
  }
}
