/**
 * Files of rotated sets, the oldest of each set first, sets in the order given: `mail.log.2.gz`, `mail.log.1`, `mail.log`, or
 * `mail.log-20261122.gz`, `mail.log-20261123`, `mail.log`.
 */
export function rotationOrder(files: readonly string[]): readonly string[] {
  const sets = Map.groupBy(files.map(placeOf), ({ set }) => set)
  return [...sets.values()].flatMap((places) => places.toSorted(older).map(({ file }) => file))
}

interface Place {
  readonly file: string
  readonly set: string
  /** 0 numbered, 1 dated, 2 the file that is being written. */
  readonly kind: 0 | 1 | 2
  readonly number: number
}

function placeOf(file: string): Place {
  const plain = file.replace(/\.(?:gz|zst|xz|bz2)$/, '')
  const [, dated, date = ''] = /^(.*)[-.](\d{8}(?:[-.]?\d{2,8})?)$/.exec(plain) ?? []
  if (dated !== undefined)
    return { file, set: dated, kind: 1, number: Number(date.replace(/[-.]/, '').padEnd(16, '0')) }
  const [, numbered, number] = /^(.*)\.(\d{1,5})$/.exec(plain) ?? []
  if (numbered !== undefined) return { file, set: numbered, kind: 0, number: -Number(number) }
  return { file, set: plain, kind: 2, number: 0 }
}

function older(a: Place, b: Place): number {
  return a.kind - b.kind || a.number - b.number
}
