/** A 2×2 table by its margins: of `all`, `group` are in the group and `marked` bear the mark; `hits` do both. */
export interface Table {
  readonly hits: number;
  readonly marked: number;
  readonly group: number;
  readonly all: number;
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let k = logFactorials.length; k <= n; k += 1)
    logFactorials.push((logFactorials[k - 1] ?? 0) + Math.log(k));
  return logFactorials[n] ?? 0;
}

const logChoose = (n: number, k: number): number =>
  logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/**
 * How likely it is, when marks fall on the group as on any other, that at least so many of it bear one: Fisher's exact test, one-sided
 * (R. A. Fisher, "The logic of inductive inference", Journal of the Royal Statistical Society 98, 1935, 39–82).
 */
export function fisher({ hits, marked, group, all }: Table): number {
  const most = Math.min(marked, group);
  const outOf = logChoose(all, group);
  let sum = 0;
  for (let k = Math.max(hits, group + marked - all, 0); k <= most; k += 1)
    sum += Math.exp(logChoose(marked, k) + logChoose(all - marked, group - k) - outOf);
  return Math.min(1, sum);
}
