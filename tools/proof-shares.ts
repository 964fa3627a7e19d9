/** Which proofs run with which landing: any sixty landings in a row run all that a landing has time for. */
import { dirname, matchesGlob } from 'node:path';

/** What takes repetition or long real measurement: vitest.proofs.config.ts. */
export const PROOFS = {
  /** Seeded draws by the thousand: nothing but computing. */
  simulations: ['test/**/*.simulation.test.ts'],
  /** Many times, or for long, what the quick set shows once. */
  repetitions: ['test/**/*.proof.test.ts'],
  /** Compares what is measured with what is known, and wants the machine for itself. */
  measurements: [
    'test/**/{accuracy,*.accuracy}.test.ts',
    'test/acceptance/**/*.test.ts',
    'test/loops/**/*.test.ts',
  ],
} as const;

/** One of them runs with each landing. */
export const SHARES = 60;

export interface Proof {
  readonly file: string;
  /** From 0 on. Stays as it was dealt, so that no proof loses its turn when another comes. */
  readonly share: number;
  /** What it took when it was last noted, with two cores. */
  readonly seconds: number;
}

/** What is assumed of a proof that has not run yet. */
const UNKNOWN_SECONDS = 60;

/**
 * The record of these proofs: those that it has keep their share, new ones go to the share that takes least.
 * @param measured - What files took in the last run.
 */
export function dealShares(
  files: readonly string[],
  known: readonly Proof[],
  measured: ReadonlyMap<string, number>,
): readonly Proof[] {
  const before = new Map(known.map((proof) => [proof.file, proof]));
  const secondsOf = (file: string): number =>
    measured.get(file) ?? before.get(file)?.seconds ?? UNKNOWN_SECONDS;
  const loads = Array.from({ length: SHARES }, () => 0);
  const give = (file: string, share: number): Proof => {
    const seconds = secondsOf(file);
    loads[share] = (loads[share] ?? 0) + onTheClock(file, seconds);
    return { file, share, seconds };
  };
  const old = files.flatMap((file) => {
    const proof = before.get(file);
    return proof === undefined ? [] : [give(file, proof.share)];
  });
  const added = files
    .filter((file) => !before.has(file))
    .sort((a, b) => secondsOf(b) - secondsOf(a))
    .map((file) => give(file, loads.indexOf(Math.min(...loads))));
  return [...old, ...added].sort((a, b) => a.share - b.share || (a.file < b.file ? -1 : 1));
}

/** Measurements run one after the other; of all others two run at once. */
function onTheClock(file: string, seconds: number): number {
  return PROOFS.measurements.some((glob) => matchesGlob(file, glob)) ? seconds : seconds / 2;
}

export interface ProofsOfTurn {
  readonly own: readonly string[];
  /** Whose sources or tests changed, quick ones first, as long as there is time. */
  readonly changed: readonly string[];
  /** Whose sources changed too, but which would take too long. */
  readonly left: readonly string[];
  /** Of the share, those that alone take longer than there is: they run for a release. */
  readonly forRelease: readonly string[];
}

export function proofsOfTurn(
  proofs: readonly Proof[],
  turn: number,
  changedFiles: readonly string[],
  limitSeconds: number,
): ProofsOfTurn {
  const dealt = proofs.filter(({ share }) => share === turn % SHARES);
  const own = dealt.filter(({ seconds }) => seconds <= limitSeconds);
  const folders = new Set(changedFiles.map((file) => dirname(file)));
  const touched = proofs
    .filter((proof) => !dealt.includes(proof) && isTouched(proof.file, folders))
    .sort((a, b) => a.seconds - b.seconds);
  let used = own.reduce((sum, { seconds }) => sum + seconds, 0);
  const changed: string[] = [];
  const left: string[] = [];
  for (const { file, seconds } of touched) {
    const list = used + seconds <= limitSeconds ? changed : left;
    if (list === changed) used += seconds;
    list.push(file);
  }
  const forRelease = dealt.filter((one) => !own.includes(one)).map(({ file }) => file);
  return { own: own.map(({ file }) => file), changed, left, forRelease };
}

/** `test/harness/stats/x.simulation.test.ts` is about `harness/stats`. */
function isTouched(file: string, folders: ReadonlySet<string>): boolean {
  const folder = dirname(file);
  return folders.has(folder) || folders.has(folder.replace(/^test\//u, ''));
}
