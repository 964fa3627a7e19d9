import { calibrateScenarioNoise } from '../../harness/calibration/calibrate-metric-noise.ts';
import { createCalibrationStore } from '../../harness/calibration/noise-calibration-store.ts';
import { DEFAULT_RULES } from '../../harness/gate/decide/default-comparison-rules.ts';
import { exitCodeForComparison } from '../../harness/gate/exit-code-for-report.ts';
import type { Host } from '../../harness/host.ts';
import {
  CALIBRATION_SCHEMA,
  type CalibrationReport,
  type ScenarioCalibration,
} from '../../harness/model/documents/calibration-document.ts';
import type { ComparisonRules } from '../../harness/model/documents/comparison-rules.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { findMetric } from '../../harness/model/metric.ts';
import { saveReport } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-requested-scenarios.ts';
import type { PairOptions } from '../comparison-sides/comparison-pair-options.ts';
import { MIN_CALIBRATION_PAIRS } from '../comparison-sides/comparison-time-and-pair-limits.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { measureAndCompareSides } from './measure-and-compare-base-and-head.ts';

/** Options of a calibration, which measures scenarios against themselves. */
interface CalibrateOptions extends Pick<PairOptions, 'seed' | 'maxTimeMs'> {
  readonly config: Config;
  readonly wanted: ScenarioRequest;
  /** Number of pairs of identical code to measure. */
  readonly pairs: number;
}

export interface NoiseCalibration {
  readonly report: CalibrationReport;
  /** Exit code of the command. */
  readonly exitCode: ExitCode;
}

/**
 * Measures the working tree against itself, in pairs as in any comparison, and saves the noise of
 * each scenario.
 * @throws NotSavedError with the full report if it cannot be saved.
 */
export async function calibrateNoise(
  host: Host,
  options: CalibrateOptions,
  measuring: SessionContext,
): Promise<NoiseCalibration> {
  const { config, wanted, seed, pairs, maxTimeMs } = options;
  const scenarios = await findScenarios(host, config, wanted);
  const tree = { type: 'tree' } as const;
  const report = await measureAndCompareSides(host, config, scenarios, {
    ...measuring,
    seed,
    maxTimeMs,
    rules: everyPair(pairs),
    margin: null,
    budgetMs: null,
    sides: { type: 'code', base: tree, head: tree },
    explain: false,
    keep: false,
    limits: null,
    findings: [],
    reproduce: null,
  });
  // If it was interrupted before the first scenario, there is nothing to report.
  if (report.runs.length === 0) measuring.signal.throwIfAborted();
  const calibrated = scenarios.flatMap(({ name }) => {
    const found = calibrateScenarioNoise(name, report, DEFAULT_RULES, seed);
    return found === null ? [] : [found];
  });
  // A calibration that was cut short must not replace a complete one.
  const { true: kept = [], false: short = [] } = Object.groupBy(
    calibrated.filter(({ trouble }) => trouble === null),
    (calibration) => `${isEnough(calibration)}` as const,
  );
  const [run] = report.runs;
  if (!run?.environment) throw new TypeError('the calibration contains no run from this machine');
  const calibration: CalibrationReport = {
    schema: CALIBRATION_SCHEMA,
    environment: run.environment,
    scenarios: calibrated,
    findings: [...report.findings, ...(short.length === 0 ? [] : [tooFewPairs(short)])],
  };
  const ended = { report: calibration, exitCode: exitCodeOf(calibrated, report) };
  return saveReport(ended, () => {
    if (kept.length > 0) createCalibrationStore(host, config.stateFolder).save(kept);
  });
}

/** Returns the exit code; scenarios without a result count as they do in a comparison. */
function exitCodeOf(
  calibrated: readonly ScenarioCalibration[],
  { runs }: ComparisonReport,
): ExitCode {
  const troubled = calibrated.filter(({ trouble }) => trouble !== null);
  if (troubled.length === 0) return EXIT.ok;
  const names = new Set(troubled.map(({ scenario }) => scenario));
  const own = runs.filter(({ scenario }) => names.has(scenario));
  return exitCodeForComparison({ verdict: 'incomparable', runs: own }, { strict: false });
}

function isEnough({ metrics }: ScenarioCalibration): boolean {
  const gated = metrics.filter((metric) => metric.gated && isSpread(metric.metric));
  return gated.length > 0 && gated.every(({ pairs }) => pairs >= MIN_CALIBRATION_PAIRS);
}

/** True if the metric varies between trials; exact metrics do not and need few pairs. */
function isSpread(metric: string): boolean {
  return findMetric(metric)?.nature !== 'exact';
}

function tooFewPairs(short: readonly ScenarioCalibration[]): Finding {
  const names = short.map(({ scenario }) => `"${scenario}"`).join(', ');
  return {
    id: 'too-few-pairs',
    level: 'warning',
    message: `${names} stopped before completing ${MIN_CALIBRATION_PAIRS} pairs; results from so few pairs are not saved.`,
    remedy: 'Allow more time with --time, or do not interrupt the calibration.',
  };
}

/** Returns rules that decide nothing before the last pair. */
function everyPair(pairs: number): ComparisonRules {
  return {
    ...DEFAULT_RULES,
    screen_looks: [pairs],
    counted_looks: [pairs],
    counted_looks_own: [pairs],
    // No early screening, whatever the margin, since all pairs are needed.
    screen_alpha: 0,
    without_margin: undefined,
  };
}
