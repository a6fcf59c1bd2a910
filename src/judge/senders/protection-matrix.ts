import type { DomainSubject } from '../subject.ts'
import { ATTACKS, type Attack } from './attack.ts'
import { routeOf } from './route-of.ts'
import type { SenderProfile, Simulated } from './sender.ts'
import { SENDERS } from './sender-list.ts'
import { simulate } from './simulate.ts'

/** What becomes of mail from one kind of sender, under each attack. */
export interface SenderRow {
  readonly sender: Pick<SenderProfile, 'id' | 'name' | 'source' | 'date' | 'measured'>
  readonly cells: Readonly<Record<Attack, Simulated>>
}

/** What becomes of mail to a domain from every kind of sender under every attack; null where no mail goes. */
export function protectionMatrix(subject: DomainSubject): readonly SenderRow[] | null {
  const route = routeOf(subject)
  if (route === null) return null
  return SENDERS.map((sender): SenderRow => {
    const { id, name, source, date, measured } = sender
    const cells = Object.fromEntries(ATTACKS.map(({ id: attack }) => [attack, simulate(sender, route, attack)]))
    return { sender: { id, name, source, date, measured }, cells: cells as SenderRow['cells'] }
  })
}
