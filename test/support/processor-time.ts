/**
 * Starts to measure the processor time of this process, and returns a function that tells the milliseconds so far. Unlike the time
 * of a clock it does not grow while other processes are busy, so that a bound holds on any machine that is not much slower.
 */
export function startProcessorTime(): () => number {
  const start = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1_000
  }
}
