import { CASE_NAMES, ROUNDS, SLOWER_ROUNDS } from './cases.ts';

/** What a piece is for. */
export type Purpose = 'calibrate' | 'same' | 'slower';

/** Pairs that are measured and judged together; saved when they are finished. */
export interface Piece {
  readonly id: string;
  readonly purpose: Purpose;
  readonly metric: 'instructions' | 'allocated';
  readonly workload: string;
  readonly headRounds: number;
  readonly pairs: number;
  readonly seed: number;
}

/** How many of each there are. */
interface Amounts {
  /** Pairs of the same code that the spread is pooled from, for each workload. */
  readonly calibration: number;
  /** Comparisons over all workloads. */
  readonly same: number;
  readonly slower: number;
  readonly pairs: number;
}

const FULL: Amounts = { calibration: 20, same: 100, slower: 50, pairs: 3 };
const SHORT: Amounts = { calibration: 3, same: 0, slower: 3, pairs: 1 };
/** A pair is a piece of its own while calibrating, so that little is lost when it is stopped. */
const CALIBRATION_PAIRS = 1;

/** All pieces in the order of work: what later ones are judged by comes first. */
export function planPieces(isFull: boolean): readonly Piece[] {
  const amounts = isFull ? FULL : SHORT;
  const calibration = (metric: Piece['metric']): readonly Piece[] =>
    CASE_NAMES.flatMap((workload) =>
      Array.from({ length: amounts.calibration }, (_, number) =>
        piece('calibrate', metric, workload, number, CALIBRATION_PAIRS),
      ),
    );
  const comparisons = (purpose: Purpose, count: number): readonly Piece[] =>
    Array.from({ length: count }, (_, number) => {
      const workload = CASE_NAMES[number % CASE_NAMES.length] ?? CASE_NAMES[0];
      return piece(purpose, 'instructions', workload, number, amounts.pairs);
    });
  return [
    ...calibration('instructions'),
    ...calibration('allocated'),
    ...comparisons('slower', amounts.slower),
    ...comparisons('same', amounts.same),
  ];
}

function piece(
  purpose: Purpose,
  metric: Piece['metric'],
  workload: string,
  number: number,
  pairs: number,
): Piece {
  const id = `${purpose} ${metric} ${workload} ${number}`;
  const headRounds = purpose === 'slower' ? SLOWER_ROUNDS : ROUNDS;
  return { id, purpose, metric, workload, headRounds, pairs, seed: seedOf(id) };
}

/** Fixed for each piece, so that a bench that goes on does what it would have done. */
function seedOf(id: string): number {
  let hash = 2_166_136_261;
  // FNV-1a, 32 bits.
  for (const character of id) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  return hash >>> 1;
}
