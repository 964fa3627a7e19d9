import { evaluateScreening } from '../gate/decide/evaluate-metric-screening.ts';
import { detectPageMismatch } from '../gate/detect-page-mismatch-between-sides.ts';
import { isPacedByGenerator, listLoadRuns } from '../model/load-generator-saturation.ts';
import { completedTrialBlocks, type Trial } from '../model/trial.ts';
import { countCompletePairs } from './collect-paired-metric-values.ts';
import type { LiveSides } from './live-comparison-context.ts';
import type { PairContext } from './measure-and-record-next-trial-pair.ts';
import {
  type ComparedScenario,
  collectMetricEvidence,
  INSTRUCTIONS,
} from './scenario-comparison-state.ts';
import { stopOnPairFailures } from './stop-or-tolerate-trial-pair-failures.ts';

/** Minimum number of pairs for stopping early because of different pages: one may be chance. */
const MIN_PAGE_PAIRS = 3;

/** Stops a scenario whose sides show different pages, since their times are not comparable. */
function stopOnPageMismatch(subject: ComparedScenario, sides: LiveSides): void {
  const { scenario, trials, trouble, stop } = subject;
  if (scenario.kind !== 'page' || trouble !== null) return;
  if (stop === null && subject.pairs < MIN_PAGE_PAIRS) return;
  const isNamed = scenario.expectElement !== undefined;
  const found = detectPageMismatch({ base: trials.a, head: trials.b }, isNamed);
  if (found === null) return;
  const { label } = sides[found.side];
  subject.stop = 'failed';
  subject.trouble = {
    side: found.side === 'base' ? 'a' : 'b',
    reason: found.reason.replace(`of the ${found.side}`, (of) => `${of} (${label})`),
  };
}

/** Number of pairs without any value of a metric after which screening ignores the metric. */
const MAX_PAIRS_WITHOUT_VALUE = 3;

/**
 * Stops screening a scenario if its pairs are conclusive, exhausted or cannot be compared.
 * @param sharing - Number of counted comparisons that share the error rate.
 */
export function judgeScreeningPairs(
  subject: ComparedScenario,
  context: PairContext,
  sharing: number,
): void {
  const { options, services, sides } = context;
  stopOnPairFailures(subject, sides);
  stopOnLoadGeneratorSaturation(subject, sides);
  stopOnDifferentExitCodes(subject, sides);
  // A pair with a failed unit does not bring the next analysis closer.
  const pairs = countCompletePairs(subject.trials, 'screen');
  const states = collectMetricEvidence(subject, options.margin)
    .filter(({ gated, metric }) => gated && metric !== INSTRUCTIONS)
    .filter(({ screen }) => screen.base.length > 0 || pairs < MAX_PAIRS_WITHOUT_VALUE)
    .map((evidence) => {
      const state = evaluateScreening(evidence, options.rules, { sharing });
      return { ...state, nature: evidence.nature };
    });
  const open = states.filter(({ type }) => type === 'open');
  const isWorse = states.some((state) => state.type === 'candidate' && state.direction === 'worse');
  const nextLook = options.rules.screen_looks.find((look) => look > pairs);
  if (subject.stop === null) {
    if (isWorse && open.every(({ nature }) => nature === 'timed')) {
      // Open timed metrics cannot change the verdict; counted ones are awaited, as they end soon.
      subject.stop = 'decided';
    } else if (open.length === 0) {
      subject.stop = states.some(({ type }) => type === 'exhausted') ? 'max-pairs' : 'decided';
    } else if (nextLook === undefined) subject.stop = 'max-pairs';
    else if (subject.elapsedMs >= options.maxTimeMs) subject.stop = 'max-time';
  }
  stopOnPageMismatch(subject, sides);
  services.onProgress({
    type: 'pair-finished',
    scenario: subject.scenario.name,
    stage: 'screen',
    pairs,
    nextLook: subject.stop === null ? (nextLook ?? null) : null,
    pairMs: subject.elapsedMs / subject.pairs,
  });
}

/** Minimum number of runs per side for stopping because of exit codes: one may be chance. */
const MIN_COMMAND_RUNS = 3;

/** Stops a command whose sides never exit with the same code, since they do different work. */
function stopOnDifferentExitCodes(subject: ComparedScenario, { base, head }: LiveSides): void {
  if (subject.trouble !== null) return;
  const before = exitCodes(subject.trials.a);
  const after = exitCodes(subject.trials.b);
  if (Math.min(before.length, after.length) < MIN_COMMAND_RUNS) return;
  if (before.some((code) => after.includes(code))) return;
  const listed = (codes: typeof before): string => [...new Set(codes)].join(' or ');
  subject.stop = 'failed';
  subject.trouble = {
    side: null,
    reason: `the base (${base.label}) exits with code ${listed(before)} and the head (${head.label}) with ${listed(after)}, so the two sides do different work; fix the side that exits differently, or compare with a commit that exits with the same code`,
  };
}

function exitCodes(trials: readonly Trial[]): readonly (string | number | boolean)[] {
  return trials
    .filter(({ warmup, pass }) => !warmup && pass === undefined)
    .flatMap((trial) => completedTrialBlocks(trial).flatMap(({ notes }) => notes?.exit_code ?? []));
}

/** Minimum number of generator-paced runs for stopping: a single one may be due to chance. */
const MIN_PACED_RUNS = 3;

/** Stops a scenario if the load generator limited a side, whose times then cannot be judged. */
export function stopOnLoadGeneratorSaturation(subject: ComparedScenario, sides: LiveSides): void {
  if (subject.trouble !== null) return;
  for (const side of ['a', 'b'] as const) {
    const runs = listLoadRuns(subject.trials[side]);
    const paced = runs.filter((run) => run.generator_saturated === true);
    if (paced.length < MIN_PACED_RUNS || !isPacedByGenerator(runs)) continue;
    const { label } = side === 'a' ? sides.base : sides.head;
    subject.stop = 'failed';
    subject.trouble = {
      side,
      reason: `the load generator was saturated while the ${side === 'a' ? 'base' : 'head'} (${label}) was measured, so response times and throughput reflect the generator; lower the rate, or use fewer connections`,
    };
    return;
  }
}
