import {
  type CompareReproduceFlags,
  LATEST_RUN,
  type LiveCompareOptions,
  type StoredCompareOptions,
} from '../../../api/compare/compare-request.ts';
import { formatSkipSameInputsFlags } from '../../../api/compare/skip-same-input-scenarios-options.ts';
import { validateMetricNames } from '../../../api/compare/validate-metric-names.ts';
import { buildPairRules } from '../../../api/comparison-sides/comparison-pair-options.ts';
import { formatLimitFlags } from '../../../harness/model/scenario/measurement-limit-flags.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { readScenarios } from '../../../harness/scenario/parse-scenario-selection-flags.ts';
import {
  type Config,
  formatProjectFlags,
  openProject,
} from '../../../harness/scenario/project-config.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { formatFlag } from '../../../registry/cli-command-option.ts';
import { readSkipSameInputsOptions } from '../../options/read-skip-same-input-scenarios-options.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import type { COMPARE_OPTIONS } from './compare-options.ts';
import { type RequestedSides, readComparedSides } from './read-compared-sides.ts';

export type CompareCall = Call<typeof COMPARE_OPTIONS>;

/** A comparison that was saved, to be judged again. */
interface SavedComparison {
  readonly type: 'saved';
  readonly config: Config;
  readonly key: string;
}

/** @throws UserError for options that exclude each other, and for a side that is not there. */
export async function readCompareOptions(
  call: CompareCall,
  signal: AbortSignal,
): Promise<LiveCompareOptions | StoredCompareOptions | SavedComparison> {
  const { host, words, flags } = call;
  const { replay } = call.options;
  if (replay !== null) refuseWithReplay(call);
  const measured = readMeasuring(call);
  const config = await openProject(host, flags);
  if (replay !== null) return { type: 'saved', config, key: replay };
  const found = await readComparedSides(host, config, words, flags, signal);
  if (found.type === 'live') return { ...measured(found), config, type: 'live' };
  refuseMeasuringOptions(call);
  return { type: 'stored', config, base: found.base, head: found.head ?? LATEST_RUN, margin: null };
}

/** Reads measuring options once sides are known, as these take some arguments. @throws UserError */
function readMeasuring(call: CompareCall) {
  const { host, command, flags, options } = call;
  const { margin, time: maxTimeMs, seed, explain } = options;
  const same = readSkipSameInputsOptions(options);
  const scenarios = readScenarios({ ...flags, command });
  const rules = buildPairRules(options.confidence, options.maxPairs);
  const decideBy =
    options.metric.length === 0 ? null : { metrics: options.metric, areRequired: true };
  const limits = { timeMs: flags.time === undefined ? null : maxTimeMs, pairs: options.maxPairs };
  const again: CompareReproduceFlags = {
    limits: formatLimitFlags(limits),
    rules: [
      ...options.metric.flatMap((name) => ['--metric', name]),
      ...(flags.margin === undefined ? [] : ['--margin', flags.margin]),
      ...(flags.confidence === undefined ? [] : ['--confidence', flags.confidence]),
      ...formatSkipSameInputsFlags(same),
    ],
    project: formatProjectFlags(host, flags),
  };
  return ({ sides, targets }: Extract<RequestedSides, { type: 'live' }>) => {
    const wanted = { ...scenarios, targets };
    const chosen = { sides, wanted, decideBy, budgetMs: null, explain, again };
    return { seed, margin, rules, maxTimeMs, ...same, ...chosen };
  };
}

/** Signal that never aborts, since the checks only run a few short git commands. */
const NEVER = new AbortController().signal;

/**
 * Checks the arguments of `compare` that do not depend on the checked-out commit: its options and
 * the sides it names. @throws UserError for the first mistake.
 */
export async function validateStaticArguments(call: CompareCall): Promise<void> {
  const { host, words, flags, options } = call;
  readMeasuring(call);
  validateMetricNames('--metric', options.metric);
  readReportChoices(host, flags, [], { hasRuns: true });
  if (options.replay !== null) return;
  const config = await configHere(call);
  if (config !== null) await readComparedSides(host, config, words, flags, NEVER);
}

/** Opens the checked-out commit's configuration; null: unreadable, no evidence on other commits. */
async function configHere({ host, flags }: CompareCall): Promise<Config | null> {
  try {
    return await openProject(host, flags);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

type Name = keyof typeof COMPARE_OPTIONS;

/** Options that apply only if something is measured. */
const MEASURING: readonly Name[] = [
  'metric',
  'margin',
  'confidence',
  'time',
  'maxPairs',
  'seed',
  'filter',
  'sameInputs',
  'measureAll',
  'measureShare',
];
const SIDES: readonly Name[] = ['dep', 'set', 'node'];

/**
 * Rejects options that would be ignored silently and then be mistaken for the basis of the
 * verdicts.
 * @throws UserError if stored sides are compared with options for measuring.
 */
function refuseMeasuringOptions(call: CompareCall): void {
  const [given] = givenAmong(call, MEASURING);
  if (given === undefined) return;
  throw optionError(
    `${given} applies to live measurements only; stored runs are compared as recorded.`,
    `Omit ${given}, or compare live: perf-harness compare <git ref>`,
  );
}

/** @throws UserError for options conflicting with a replay of a comparison by its own rules. */
function refuseWithReplay(call: CompareCall): void {
  const words = call.words.map((name) => `"${name}"`);
  const [given] = [...givenAmong(call, [...SIDES, ...MEASURING]), ...words];
  if (given === undefined) return;
  throw optionError(
    `--replay uses the sides, scenarios and rules of the saved comparison and cannot be combined with ${given}.`,
    `Omit ${given}, or omit --replay to measure.`,
  );
}

function givenAmong({ flags, command }: CompareCall, names: readonly Name[]): readonly string[] {
  const given = names.filter((name) => flags[name] !== undefined).map(formatFlag);
  return command === null ? given : [...given, '--'];
}
