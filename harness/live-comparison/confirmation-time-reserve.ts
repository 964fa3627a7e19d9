import { confirmationLevels } from '../gate/decide/evaluate-candidate-confirmation.ts';
import { evaluateScreening } from '../gate/decide/evaluate-metric-screening.ts';
import type { ComparisonRules } from '../model/documents/comparison-rules.ts';
import { median, robustSpread } from '../stats/descriptive-statistics.ts';
import { pairsToDetect } from '../stats/minimal-detectable-change.ts';
import { countCompletePairs, logRatios } from './collect-paired-metric-values.ts';
import type { LiveOptions } from './live-comparison-context.ts';
import {
  type ComparedScenario,
  collectMetricEvidence,
  INSTRUCTIONS,
} from './scenario-comparison-state.ts';

/** Chance with which the pairs that are reserved confirm a change of the size that the screen saw. */
const POWER = 0.9;

type Options = Pick<LiveOptions, 'rules' | 'margin'>;

/**
 * Returns the milliseconds needed to confirm all candidates and possibly one more of each open
 * scenario; Infinity while instructions remain to be counted.
 */
export function confirmationReserveMs(
  subjects: readonly ComparedScenario[],
  options: Options,
): number {
  if (subjects.some(({ scenario }) => scenario.metrics.includes(INSTRUCTIONS))) {
    return Number.POSITIVE_INFINITY;
  }
  const found = subjects
    .filter(({ stop, trouble }) => stop !== null && trouble === null)
    .map((subject) => reserveOf(subject, options));
  const open = subjects.filter(({ stop }) => stop === null);
  const firstLook = Math.min(...options.rules.screen_looks);
  const isLookedAt = open.every(({ trials }) => countCompletePairs(trials, 'screen') >= firstLook);
  const nextPairs = isLookedAt ? fewestPairs(options.rules) : 0;
  const next = nextPairs * Math.max(0, ...open.map(isolatedPairMs));
  return found.reduce((sum, timeMs) => sum + timeMs, next);
}

/** Cached by number of pairs, since a stopped scenario gets no more screening pairs. */
const known = new WeakMap<ComparedScenario, { readonly pairs: number; readonly timeMs: number }>();

function reserveOf(subject: ComparedScenario, options: Options): number {
  const { pairs } = subject;
  const before = known.get(subject);
  if (before?.pairs === pairs) return before.timeMs;
  const timeMs = newReserve(subject, options);
  known.set(subject, { pairs, timeMs });
  return timeMs;
}

function newReserve(subject: ComparedScenario, { rules, margin }: Options): number {
  const pairs = collectMetricEvidence(subject, margin)
    .filter(({ gated, nature }) => gated && nature === 'timed')
    .flatMap((evidence) => {
      const state = evaluateScreening(evidence, rules, { isOver: true });
      if (state.type !== 'candidate') return [];
      return [pairsToConfirm(logRatios(evidence.screen), evidence.margin, rules)];
    });
  return Math.max(0, ...pairs) * isolatedPairMs(subject);
}

/** Returns the interim analysis after that confirming such pairs: fresh pairs may differ. */
function pairsToConfirm(ratios: readonly number[], margin: number, rules: ComparisonRules): number {
  const { looks, alpha } = confirmationLevels(rules, 1);
  const most = looks.at(-1) ?? 0;
  if (ratios.length === 0) return most;
  const change = Math.expm1(median(ratios));
  const needed =
    pairsToDetect(change, robustSpread(ratios), margin, { alpha, power: POWER }) ?? most;
  return looks.filter((look) => look >= needed)[1] ?? most;
}

/** Fresh pairs that confirm a change which is plain to see. */
function fewestPairs({ confirm_looks: looks }: ComparisonRules): number {
  return looks[1] ?? looks[0] ?? 0;
}

/**
 * Returns the milliseconds of a pair in its own processes: of the last confirmation pair, else of
 * the screening pairs, which may be far shorter.
 */
export function isolatedPairMs({ scenario, trials, elapsedMs, pairs }: ComparedScenario): number {
  const [a, b] = [trials.a.at(-1), trials.b.at(-1)];
  if (a?.stage === 'confirm' && b?.stage === 'confirm') {
    const end = Math.max(a.startedMs + a.durationMs, b.startedMs + b.durationMs);
    return end - Math.min(a.startedMs, b.startedMs);
  }
  const typicalMs = pairs === 0 ? 0 : elapsedMs / pairs;
  if (scenario.kind !== 'function') return typicalMs;
  return Math.max(typicalMs, 2 * (scenario.warmupMs + scenario.measureMs));
}
