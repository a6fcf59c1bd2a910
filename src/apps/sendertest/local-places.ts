import { createServer } from 'node:net'
import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import { CASES } from './cases.ts'
import { type Placement, placeEach } from './placement.ts'

/** Where everything of a local test is. */
export interface LocalPlaces {
  readonly placement: Placement
  readonly nameServer: string
  readonly resolver: string
  readonly policySite: string
}

/** The only address of IPv6 that every loopback interface has. */
const LOOPBACK_6 = '::1'

/**
 * Gives out the addresses of a network of loopback, such as `127.25.0`: one to each case, the last ones to the name server, the
 * resolver and the policy site. The case that is about IPv6 has `::1`, unless there is none or somebody listens there already.
 *
 * @throws ProbeError `option-invalid` for a network that is not on loopback
 */
export async function localPlaces(network: string, smtpPort: number): Promise<LocalPlaces> {
  if (!/^127\.\d{1,3}\.\d{1,3}$/.test(network) || network.split('.').some((part) => Number(part) > 255)) {
    return fail({
      code: 'option-invalid',
      option: '--network',
      reason: `expected the first three numbers of a loopback address, such as 127.25.0, not "${printable(network, 40)}"`,
    })
  }
  const hasIpv6 = await isFree(LOOPBACK_6, smtpPort)
  const placement = placeEach(CASES, ({ families }, at) => {
    if (families.includes(4)) return `${network}.${at + 1}`
    return hasIpv6 ? LOOPBACK_6 : null
  })
  return {
    placement,
    nameServer: `${network}.253`,
    resolver: `${network}.252`,
    policySite: `${network}.254`,
  }
}

function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, address, () => server.close(() => resolve(true)))
  })
}
