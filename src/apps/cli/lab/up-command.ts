import { harmless } from '../../../report/harmless.ts'
import { labMapText } from '../../../report/lab-text.ts'
import { EXIT } from '../exit-code.ts'
import { terminalLook } from '../terminal.ts'
import { keepLab, type LabNews } from './keep-lab.ts'
import { labFolder } from './runtime-folder.ts'

/** Options of `lab up`. */
export interface LabUpOptions {
  readonly realPorts?: true
  readonly color: boolean
  readonly ascii?: true
  readonly quiet?: true
}

/** `wiretight lab up`: keeps the lab running until it is interrupted, or another process says `lab down`. Returns the exit code. */
export async function labUpCommand(options: LabUpOptions, signal: AbortSignal): Promise<number> {
  const look = terminalLook(process.stdout, { color: options.color, ascii: options.ascii ?? false }, process.env)
  const end = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => end.resolve(), { once: true })
  if (signal.aborted) end.resolve()
  const started = performance.now()
  const kept = await keepLab({
    folder: labFolder(),
    realPorts: options.realPorts === true,
    onNews: (news) => {
      if (!options.quiet) process.stdout.write(`${new Date().toTimeString().slice(0, 8)}  ${sentenceOf(news)}\n`)
    },
    onDown: end.resolve,
  })
  const status = kept.status()
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  if (!options.quiet) process.stdout.write(`${labMapText(status, look)}\n`)
  process.stdout.write(
    `The lab of ${status.domains.length} domains runs after ${seconds} s. Ctrl-C or wiretight lab down ends it.\n`,
  )
  // Servers do not keep the process alive.
  const alive = setInterval(() => {}, 60_000)
  await end.promise
  clearInterval(alive)
  await kept.close()
  process.stdout.write('The lab is down.\n')
  return EXIT.clean
}

/** One line about what happened. Everything that a sender wrote is escaped. */
function sentenceOf(news: LabNews): string {
  switch (news.kind) {
    case 'attack':
      return news.attack === null ? `${news.domain} is left alone` : `${news.domain} is attacked: ${news.attack}`
    case 'mail': {
      const { host, to, tls } = news.mail
      const how = tls === null ? 'in clear' : `over ${tls.version} ${tls.suite}`
      return `${host} took a message to ${harmless(to.join(' '), 200)} ${how}`
    }
    case 'path': {
      const { event } = news
      if (event.kind === 'attacked') return `on the path to ${event.host}: ${event.attack}`
      return `on the path to ${event.host}: read a message, “${harmless(subjectOf(event.mail.text), 60)}”`
    }
    default:
      throw news satisfies never
  }
}

function subjectOf(text: string): string {
  return /^Subject: (.*)$/im.exec(text)?.[1] ?? ''
}
