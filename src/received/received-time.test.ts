import { describe, expect, test } from 'vitest'
import { receivedTime } from './received-time.ts'

const cases = [
  { text: 'Fri, 30 Oct 2009 19:11:08 +1100 (EST)', time: '2009-10-30T08:11:08Z' },
  { text: '29 Apr 2012 23:34:45 -0000', time: '2012-04-29T23:34:45Z' },
  { text: '06 Feb 2022 20:47 +0100', time: '2022-02-06T19:47:00Z' },
  { text: 'Mon,  6 Jul 2015 09:01:20 GMT', time: '2015-07-06T09:01:20Z' },
  { text: 'Wed, 13 May 2009 08:42:04 PDT', time: '2009-05-13T15:42:04Z' },
  { text: 'Tue, 22\n Aug 2017 23:34:45 +0000', time: '2017-08-22T23:34:45Z' },
  { text: '1 Jan 99 00:00:00 +0000', time: '1999-01-01T00:00:00Z' },
  { text: '1 Jan 26 00:00:00 +0000', time: '2026-01-01T00:00:00Z' },
  { text: '31 Dec 2016 23:59:60 +0000', time: '2017-01-01T00:00:00Z' },
  { text: '1 January 2026 00:00:00.123 +0000', time: '2026-01-01T00:00:00Z' },
  { text: 'Tue, 24 Nov 2026 08:00:00', time: null },
  { text: '31 Jun 2026 08:00:00 +0000', time: null },
  { text: '30 Feb 2026 08:00:00 +0000', time: null },
  { text: '31 Jun 2026 08:00:60 +0000', time: null },
  { text: '1 Foo 2026 08:00:00 +0000', time: null },
  { text: '1 Jan 2026 24:00:00 +0000', time: null },
  { text: '1 Jan 2026 08:61:00 +0000', time: null },
  { text: '1 Jan 2026 08:00:00 XYZ', time: null },
  { text: 'yesterday', time: null },
  { text: '', time: null },
]

describe('receivedTime', () => {
  test.each(cases)('$text', ({ text, time }) => {
    expect(receivedTime(text)).toBe(time)
  })
})
