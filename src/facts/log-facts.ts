export type {
  Counted,
  CountedPeer,
  DayFacts,
  DirectionFacts,
  LogFacts,
  LogInput,
  Shares,
  Stricter,
} from '../maillog/log-facts.ts'
export type { Trust } from '../maillog/session.ts'
export type { StricterCode } from '../maillog/stricter.ts'
export type { TlsFailure } from '../maillog/tally.ts'
export type { Software as LogSoftware } from '../maillog/traffic.ts'
