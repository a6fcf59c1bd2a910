/** A release of Postfix: its numbers, such as `[3, 7]` or `[3, 5, 23]`. */
export type Release = readonly number[]

/** The release that Debian 12 has; what is measured in this product was measured with it. */
export const MEASURED_RELEASE: Release = [3, 7]

/** The latest release whose parameters are known here. */
export const LATEST_RELEASE: Release = [3, 11]

/** Reads `3.7` or `3.7.11`; null for anything else. */
export function parseRelease(text: string): Release | null {
  return /^\d{1,2}(?:\.\d{1,3}){1,2}$/.test(text) ? text.split('.').map(Number) : null
}

/** Orders releases: negative when `a` is the older. A number that is not written counts as 0. */
export function compareReleases(a: Release, b: Release): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** True when a release is `least` or a later one. `3.5` counts as the last of its branch. */
export function isAtLeast(release: Release, least: string): boolean {
  const wanted = parseRelease(least) ?? []
  return compareReleases(release.length < wanted.length ? [...release, Number.POSITIVE_INFINITY] : release, wanted) >= 0
}

/** `3.7`. */
export function releaseText(release: Release): string {
  return release.join('.')
}
