import type { MetricEvidence } from '../gate/decide/paired-metric-evidence.ts';
import { resolveMetricMargin } from '../gate/resolve-metric-margin.ts';
import { gatedMetrics, judgedMetrics } from '../gate/select-gated-metrics.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { ScenarioCalibration } from '../model/documents/calibration-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import { type Executor, findExecutor } from '../model/executor.ts';
import type { Finding } from '../model/finding.ts';
import { type Metric, selectMetrics } from '../model/metric.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import type { Trial } from '../model/trial.ts';
import { resolveScenarioBeforeMeasuring } from '../sampling/add-script-thresholds-and-field-data.ts';
import { startRunRecord } from '../sampling/create-initial-run-record.ts';
import { finishRunRecord } from '../sampling/summarise-and-judge-run-record.ts';
import { preparationFindings } from './base-and-head-preparation-findings.ts';
import { collectPairedValues } from './collect-paired-metric-values.ts';
import type { InputsComparison } from './inputs/compare-traced-external-inputs.ts';
import type { LiveContext, LiveOptions, LiveSides } from './live-comparison-context.ts';
import { createLivePlan, type PairPlan } from './pair-measurement-plan.ts';
import type { PathMappings } from './relocate-scenario-paths.ts';

/** Metric with its own units, since nothing that runs under valgrind can be timed. */
export const INSTRUCTIONS = 'instructions';

/** Why no more pairs of a scenario are measured. */
export type ComparisonStopReason =
  | 'decided'
  | 'max-pairs'
  | 'max-time'
  | 'failed'
  /** The code belongs to neither side: files outside of both, or a server already running. */
  | 'outside-files'
  | 'blocked'
  /** Both sides read identical inputs, so there is nothing to measure. */
  | 'same-inputs'
  | 'interrupted';

/** Scenario of a live comparison while it is measured. */
export interface ComparedScenario {
  /** With the paths of the project; each side has them moved. */
  readonly scenario: Scenario;
  readonly executor: Executor;
  /** Metrics that decide over it; all others are shown only. */
  readonly gated: ReadonlySet<string>;
  /** Fitted when a first pair has been measured. */
  plan: PairPlan;
  readonly records: Readonly<Record<SideId, RunRecord>>;
  readonly trials: Readonly<Record<SideId, Trial[]>>;
  /** Results of such pairs with identical code; null: none calibrated, or not yet warmed up. */
  calibration: ScenarioCalibration | null;
  /** Findings about this scenario on either side, made while measuring. */
  readonly findings: Finding[];
  /** Pairs begun, warm-up included. */
  pairs: number;
  elapsedMs: number;
  /** True while it is screened in processes shared with other scenarios. */
  sharesProcesses: boolean;
  stop: ComparisonStopReason | null;
  /** Result of a traced start of each side; null where it was not traced. */
  inputs: InputsComparison | null;
  /** Folders of the sides in the last pair; null where there was none. */
  places: Readonly<Record<SideId, PathMappings>> | null;
  /** Side that failed, and why nothing can be concluded; null while something can. */
  trouble: { readonly side: SideId | null; readonly reason: string } | null;
}

/** Checks a scenario and starts the records of both sides, without measuring. */
export async function beginComparedScenario(
  loaded: Scenario,
  sides: LiveSides,
  parts: LiveContext,
  options: LiveOptions,
): Promise<ComparedScenario> {
  const { host } = parts;
  const executor = findExecutor(parts.executors, loaded.kind);
  const resolved = await resolveScenarioBeforeMeasuring(executor, loaded, options.signal);
  const { scenario } = resolved;
  const gated = (options.decidesOver ?? gatedMetrics)(scenario);
  const planned = createLivePlan(scenario, judgedMetrics(gated, scenario));
  const machine = await parts.readMachineState(options.signal);
  const { environment } = sides.head;
  const checked = [
    ...resolved.findings,
    ...((await executor.check?.(scenario)) ?? []).filter(isMissingTool),
    ...(await missingCounter(scenario, parts)),
    ...parts.checksBefore.flatMap(({ check }) =>
      check({ scenario: planned.scenario, environment, machine }),
    ),
  ];
  const start = (side: SideId): RunRecord => {
    const made = side === 'a' ? sides.base : sides.head;
    // Findings that keep either side from being measured go into both records; all others are
    // reported once.
    const findings = [...preparationFindings(made, scenario.name), ...checked.filter(isError)];
    // The field data belong to neither side; the head's budgets are compared with them.
    const field = side === 'b' ? resolved.field : null;
    const facts = { environment: made.environment, findings, field, seed: options.seed };
    return { ...startRunRecord(host.clock.now(), planned.scenario, facts), side };
  };
  const subject: ComparedScenario = {
    ...planned,
    executor,
    gated,
    calibration: null,
    records: { a: start('a'), b: start('b') },
    trials: { a: [], b: [] },
    findings: [...checked],
    pairs: 0,
    elapsedMs: 0,
    sharesProcesses: false,
    stop: null,
    inputs: null,
    places: null,
    trouble: null,
  };
  refuse(subject, sides, checked);
  return subject;
}

/** Blocks a subject with a problem that is known before the first unit. */
function refuse(subject: ComparedScenario, sides: LiveSides, checked: readonly Finding[]): void {
  subject.trouble = foundBefore(subject, sides, checked);
  if (subject.trouble !== null) {
    subject.stop = 'blocked';
    return;
  }
  const where = commonServer(subject.scenario);
  if (where === null) return;
  subject.stop = 'outside-files';
  subject.trouble = {
    side: null,
    reason: `both sides of the comparison would measure the same server at ${where}; only a scenario that starts its own \`server\` can be compared`,
  };
}

/** Returns the problem that prevents measuring either side, or both; null if none is known. */
function foundBefore(
  { scenario }: ComparedScenario,
  { base, head }: LiveSides,
  checked: readonly Finding[],
): ComparedScenario['trouble'] {
  const ofBase = preparationFindings(base, scenario.name).find(isError);
  const ofHead = preparationFindings(head, scenario.name).find(isError);
  const ofBoth = checked.find(isError);
  if (ofBase !== undefined && ofHead !== undefined) {
    if (ofBase.message === ofHead.message) return { side: null, reason: ofHead.message };
    // As during measuring: a failing base does not exempt the head.
    const news = ofHead.message.replace(/\.$/u, '');
    return { side: null, reason: `${news}; the base fails too` };
  }
  if (ofBoth !== undefined) return { side: null, reason: ofBoth.message };
  if (ofHead !== undefined) return { side: 'b', reason: ofHead.message };
  return ofBase === undefined ? null : { side: 'a', reason: ofBase.message };
}

/** Returns the address of a server of neither side; null if none, or each side has its own. */
function commonServer(scenario: Scenario): string | null {
  if (!('server' in scenario) || scenario.server !== null) return null;
  if (scenario.kind === 'k6') return `the addresses in ${scenario.script}`;
  return scenario.kind === 'http' ? scenario.request.url : scenario.url;
}

/** True for a machine's tool, missing on both sides; what one side lacks, its units show. */
function isMissingTool({ id }: Finding): boolean {
  return id === 'tool-missing' || id === 'tool-version';
}

function isError({ level }: Finding): boolean {
  return level === 'error';
}

/** Reports a missing counting tool, which affects both sides alike. */
async function missingCounter(scenario: Scenario, parts: LiveContext): Promise<readonly Finding[]> {
  if (!scenario.metrics.includes(INSTRUCTIONS)) return [];
  const counter = parts.instructions.find(({ kind }) => kind === scenario.kind);
  // Sound: the kinds are the same, which the types cannot follow.
  return (await (counter as Executor | undefined)?.check?.(scenario)) ?? [];
}

/** Returns the evidence of the pairs so far for each metric, in the order of the catalogue. */
export function collectMetricEvidence(
  {
    scenario,
    gated,
    trials,
    calibration,
  }: Pick<ComparedScenario, 'gated' | 'calibration'> & {
    readonly scenario: Pick<Scenario, 'name' | 'regression' | 'margin'>;
    readonly trials: Readonly<Record<SideId, readonly Trial[]>>;
  },
  margin: number | null,
): readonly MetricEvidence[] {
  const measured = [...trials.a, ...trials.b].flatMap((trial) =>
    trial.state === 'completed' ? Object.keys(trial.measurements) : [],
  );
  return selectMetrics([...measured, ...gated]).flatMap((metric): readonly MetricEvidence[] => {
    const screen = collectPairedValues(trials, metric.name, 'screen');
    const isGated = gated.has(metric.name);
    if (screen.base.length === 0 && !isGated) return [];
    return [
      {
        scenario: scenario.name,
        metric: metric.name,
        nature: metric.nature,
        better: metric.better,
        gated: isGated,
        margin: margin ?? resolveMetricMargin(metric, scenario),
        screen,
        confirm: collectPairedValues(trials, metric.name, 'confirm'),
        ...pooledSpread(metric, calibration),
      },
    ];
  });
}

/** Returns the counted metric's calibrated spread of identical code on this machine, if any. */
function pooledSpread(
  { name, nature }: Metric,
  calibration: ScenarioCalibration | null,
): Pick<MetricEvidence, 'pooledSpread'> {
  const known = calibration?.metrics.find(({ metric }) => metric === name);
  // A spread that could not be estimated is not 0.
  if (nature !== 'counted' || known === undefined || known.ratio === null) return {};
  return { pooledSpread: { sd: known.deviation, degreesOfFreedom: known.pairs - 1 } };
}

/** Builds the record of one side in its current state. */
export function buildSideRecord(
  subject: ComparedScenario,
  side: SideId,
  parts: Pick<LiveContext, 'checksAfter' | 'host'>,
): RunRecord {
  const { scenario, trials, trouble } = subject;
  // A record saved in progress has the state it would keep if the command were killed now.
  const stop = subject.stop ?? 'interrupted';
  const interrupted = stop === 'interrupted';
  const record = finishRunRecord(
    subject.records[side],
    scenario,
    trials[side],
    {
      stop,
      interrupted,
      finishedAt: parts.host.clock.now().toISOString(),
      timings: { measure: subject.elapsedMs },
    },
    parts.checksAfter,
  );
  // Single failed units are reported as findings; the side has failed when nothing can be
  // concluded.
  const failed = trouble !== null && trouble.side !== other(side);
  return { ...record, state: interrupted ? 'interrupted' : failed ? 'failed' : 'completed' };
}

function other(side: SideId): SideId {
  return side === 'a' ? 'b' : 'a';
}
