/** The counting, delaying TCP forwarder of the tests: comparisons count connections and model round trips with it. */
export {
  type Forwarder,
  type ForwarderCounts,
  type ForwarderOptions,
  startForwarder,
} from '../test/peers/harness/forwarder.ts'
