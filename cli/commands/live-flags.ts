import type { LiveComparisonOptions, LiveSidesRequest } from '../../api/sides/live-request.ts';
import { DEFAULT_RULES, limitLooks } from '../../harness/gate/decide/rules.ts';
import { rulesFor } from '../../harness/gate/rules-for.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import { limitWords, MOST_PAIRS } from '../../harness/model/scenario/limit-words.ts';
import { parseDuration, parseQuantity } from '../../harness/model/scenario/quantity.ts';
import { shownWords } from '../../harness/model/shell-quote.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { SideRequest } from '../../harness/snapshot/side-request.ts';
import { readConfidence } from './read-confidence.ts';

/** Options of every command that measures two sides. */
export interface LiveFlags {
  /** Metrics that decide in place of the scenarios' own. */
  readonly metric?: readonly string[];
  readonly margin?: string;
  readonly confidence?: string;
  readonly time?: string;
  readonly maxPairs?: string;
  /** false: `--no-explain`. */
  readonly explain?: boolean;
}

/** The first look at fresh pairs. */
const FEWEST_PAIRS = 8;

/** @throws UserError for a flag that cannot be read. */
export function readLiveFlags(
  flags: LiveFlags,
): Pick<LiveComparisonOptions, 'margin' | 'maxTimeMs' | 'rules' | 'explain'> {
  const { margin, confidence, time, maxPairs, explain } = flags;
  const rules = confidence === undefined ? DEFAULT_RULES : rulesFor(readConfidence(confidence));
  return {
    margin: margin === undefined ? null : readMargin(margin),
    ...(explain !== undefined && { explain }),
    ...(time !== undefined && { maxTimeMs: readTime(time) }),
    rules: maxPairs === undefined ? rules : limitLooks(rules, readPairs(maxPairs)),
  };
}

function readMargin(text: string): number {
  const margin = parseQuantity(text.trim().endsWith('%') ? text : `${text} %`, 'ratio');
  if (typeof margin === 'number' && margin >= 0 && margin < 1) return margin;
  throw new UserError({
    code: 'bad-option',
    message: `--margin takes a percentage from 0 to below 100, such as 2%; found "${text}".`,
  });
}

function readTime(text: string): number {
  const time = parseDuration(text);
  if (typeof time === 'number' && time > 0) return time;
  throw new UserError({
    code: 'bad-option',
    message: `--time takes a duration for each scenario, such as 60s; found "${text}".`,
  });
}

function readPairs(text: string): number {
  const pairs = Number(text);
  if (Number.isInteger(pairs) && pairs >= FEWEST_PAIRS && pairs <= MOST_PAIRS) return pairs;
  throw new UserError({
    code: 'bad-option',
    message: `--max-pairs takes a whole number from ${FEWEST_PAIRS} to ${MOST_PAIRS}; found "${text}".`,
  });
}

/**
 * The command that measures the same sides again; the name of a scenario is to follow it. Limits come
 * first, so that others can take their place.
 * @param again - What else it has to say to find that scenario.
 */
export function reproduceCommand(
  sides: LiveSidesRequest,
  flags: LiveFlags,
  again: readonly string[],
): string {
  const { time, maxPairs } = flags;
  const limits = limitWords({
    timeMs: time === undefined ? null : readTime(time),
    pairs: maxPairs === undefined ? null : readPairs(maxPairs),
  });
  const words = ['perf-harness', 'compare', ...limits, ...sideWords(sides)];
  for (const metric of flags.metric ?? []) words.push('--metric', metric);
  if (flags.margin !== undefined) words.push('--margin', flags.margin);
  if (flags.confidence !== undefined) words.push('--confidence', flags.confidence);
  return shownWords([...words, ...again]);
}

function sideWords(sides: LiveSidesRequest): readonly string[] {
  switch (sides.type) {
    case 'code':
      // The head is always said: a scenario may be called as a branch is.
      return [nameOf(sides.base), nameOf(sides.head)];
    case 'dependency':
      return ['--dep', `${sides.change.name}@${sides.change.from}..${sides.change.to}`];
    case 'variables':
      return Object.entries(sides.base).flatMap(([name, value]) => [
        '--set',
        `${name}=${value}..${sides.head[name] ?? ''}`,
      ]);
    case 'node':
      return ['--node', `${sides.base}..${sides.head}`];
    default:
      return assertNever(sides);
  }
}

function nameOf(side: SideRequest): string {
  if (side.type === 'ref') return side.ref;
  return side.type === 'folder' ? side.path : '.';
}
