import type { MetricEvidence } from '../gate/decide/paired-metric-evidence.ts';
import { gatedMetrics, judgedMetrics, resolveMetricMargin } from '../gate/select-gated-metrics.ts';
import type { PathMappings } from '../host/path-mappings.ts';
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

/** Metric that is measured in units of its own, since nothing under valgrind can be timed. */
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

export interface ComparedScenario {
  /** With the paths of the project, which are relocated for each side. */
  readonly scenario: Scenario;
  readonly executor: Executor;
  /** Metrics that decide the verdict; all others are informational. */
  readonly gated: ReadonlySet<string>;
  /** Fitted to the first pair once that is measured. */
  plan: PairPlan;
  readonly records: Readonly<Record<SideId, RunRecord>>;
  readonly trials: Readonly<Record<SideId, Trial[]>>;
  /** Calibration of such pairs with identical code; null: none, or not warmed up yet. */
  calibration: ScenarioCalibration | null;
  /** Findings about this scenario on either side, made while measuring. */
  readonly findings: Finding[];
  /** Number of measured pairs, warm-up included. */
  pairs: number;
  elapsedMs: number;
  /** True if it was screened in processes shared with other scenarios. */
  sharesProcesses: boolean;
  stop: ComparisonStopReason | null;
  /** Comparison of the inputs that each side reads; null: not traced. */
  inputs: InputsComparison | null;
  /** Locations of the sides in the last pair; null: no pair yet. */
  pathMappings: Readonly<Record<SideId, PathMappings>> | null;
  /** Reason why no conclusion is possible, and the side that failed; null: none. */
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
  const gated = (options.gatedMetricsOf ?? gatedMetrics)(scenario);
  const planned = createLivePlan(scenario, judgedMetrics(gated, scenario));
  const machine = await parts.readMachineState(options.signal);
  const { environment } = sides.head;
  const checked = [
    ...resolved.findings,
    ...((await executor.check?.(scenario)) ?? []).filter(isMissingTool),
    ...(await checkInstructionCounter(scenario, parts)),
    ...parts.checksBefore.flatMap(({ check }) =>
      check({ scenario: planned.scenario, environment, machine }),
    ),
  ];
  const start = (side: SideId): RunRecord => {
    const liveSide = side === 'a' ? sides.base : sides.head;
    // Errors go into the records of both sides; all other findings are reported once.
    const findings = [...preparationFindings(liveSide, scenario.name), ...checked.filter(isError)];
    // Field data belong to neither side, but the budgets of the head are compared with them.
    const field = side === 'b' ? resolved.field : null;
    const facts = { environment: liveSide.environment, findings, field, seed: options.seed };
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
    pathMappings: null,
    trouble: null,
  };
  blockIfNotMeasurable(subject, sides, checked);
  return subject;
}

/** Stops a scenario with a problem that is known before the first unit. */
function blockIfNotMeasurable(
  subject: ComparedScenario,
  sides: LiveSides,
  checked: readonly Finding[],
): void {
  subject.trouble = findKnownTrouble(subject, sides, checked);
  if (subject.trouble !== null) {
    subject.stop = 'blocked';
    return;
  }
  const address = sharedServerAddress(subject.scenario);
  if (address === null) return;
  subject.stop = 'outside-files';
  subject.trouble = {
    side: null,
    reason: `both sides of the comparison would measure the same server at ${address}; only a scenario that starts its own \`server\` can be compared`,
  };
}

/** Returns the problem that prevents measuring one or both sides; null if none is known. */
function findKnownTrouble(
  { scenario }: ComparedScenario,
  { base, head }: LiveSides,
  checked: readonly Finding[],
): ComparedScenario['trouble'] {
  const baseError = preparationFindings(base, scenario.name).find(isError);
  const headError = preparationFindings(head, scenario.name).find(isError);
  const commonError = checked.find(isError);
  if (baseError !== undefined && headError !== undefined) {
    if (baseError.message === headError.message) return { side: null, reason: headError.message };
    // As during measuring, the reason is that of the head.
    const headReason = headError.message.replace(/\.$/u, '');
    return { side: null, reason: `${headReason}; the base fails too` };
  }
  if (commonError !== undefined) return { side: null, reason: commonError.message };
  if (headError !== undefined) return { side: 'b', reason: headError.message };
  return baseError === undefined ? null : { side: 'a', reason: baseError.message };
}

/** Returns the address of a server that both sides would share; null if there is none. */
function sharedServerAddress(scenario: Scenario): string | null {
  if (!('server' in scenario) || scenario.server !== null) return null;
  if (scenario.kind === 'k6') return `the addresses in ${scenario.script}`;
  return scenario.kind === 'http' ? scenario.request.url : scenario.url;
}

/** True for a tool that the machine lacks; whatever only one side lacks, its units report. */
function isMissingTool({ id }: Finding): boolean {
  return id === 'tool-missing' || id === 'tool-version';
}

function isError({ level }: Finding): boolean {
  return level === 'error';
}

/** Returns findings about the tool that counts instructions, if they are requested. */
async function checkInstructionCounter(
  scenario: Scenario,
  parts: LiveContext,
): Promise<readonly Finding[]> {
  if (!scenario.metrics.includes(INSTRUCTIONS)) return [];
  const counter = parts.instructions.find(({ kind }) => kind === scenario.kind);
  // Sound: the kinds are the same, which the types cannot follow.
  return (await (counter as Executor | undefined)?.check?.(scenario)) ?? [];
}

/** Returns the evidence for each metric of the pairs so far, in the order of the catalogue. */
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

export function buildSideRecord(
  subject: ComparedScenario,
  side: SideId,
  parts: Pick<LiveContext, 'checksAfter' | 'host'>,
): RunRecord {
  const { scenario, trials, trouble } = subject;
  // A record of an unfinished comparison counts as interrupted, in case the command is killed.
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
  // Tolerated failures of units are findings; a side fails only if it prevents a conclusion.
  const failed = trouble !== null && trouble.side !== otherSide(side);
  return { ...record, state: interrupted ? 'interrupted' : failed ? 'failed' : 'completed' };
}

function otherSide(side: SideId): SideId {
  return side === 'a' ? 'b' : 'a';
}
