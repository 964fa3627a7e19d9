import { randomInt } from 'node:crypto';
import { calibrateScenario } from '../harness/calibration/calibrate-scenario.ts';
import { createCalibrationStore } from '../harness/calibration/calibration-store.ts';
import { DEFAULT_RULES } from '../harness/gate/decide/rules.ts';
import type { Host } from '../harness/host.ts';
import { CALIBRATION_SCHEMA, type CalibrationReport } from '../harness/model/calibration.ts';
import type { ComparisonRules } from '../harness/model/document.ts';
import type { Scenario } from '../harness/model/scenario.ts';
import type { Config } from '../harness/scenario/config.ts';
import { compareLiveSides } from './compare-live.ts';
import type { LiveComparisonOptions } from './live-request.ts';
import type { Session } from './open-session.ts';

/** Pairs of identical code that a calibration rests on where nobody says otherwise. */
export const CALIBRATION_PAIRS = 30;

export interface CalibrateOptions
  extends Pick<LiveComparisonOptions, 'signal' | 'onProgress' | 'onSnapshot' | 'maxTimeMs'> {
  readonly seed?: number | undefined;
  readonly pairs?: number;
}

/**
 * Measures the working tree against itself, in pairs as any comparison does, and keeps what that
 * says about the noise of each scenario on this machine.
 */
export async function calibrate(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  session: Session,
  options: CalibrateOptions,
): Promise<CalibrationReport> {
  const seed = options.seed ?? randomInt(2 ** 32);
  const tree = { type: 'tree' } as const;
  const report = await compareLiveSides(host, config, scenarios, session, {
    ...options,
    seed,
    sides: { type: 'code', base: tree, head: tree },
    rules: everyPair(options.pairs ?? CALIBRATION_PAIRS),
    reproduce: null,
  });
  const calibrated = scenarios.flatMap(({ name }) => {
    const found = calibrateScenario(name, report, DEFAULT_RULES, seed);
    return found === null ? [] : [found];
  });
  createCalibrationStore(host, config.stateFolder).save(
    calibrated.filter(({ trouble }) => trouble === null),
  );
  const [run] = report.runs;
  if (run === undefined) throw new TypeError('a calibration without a run');
  return {
    schema: CALIBRATION_SCHEMA,
    environment: run.environment,
    scenarios: calibrated,
    findings: report.findings.filter(({ id }) => !ABOUT_CHANGES.has(id)),
  };
}

/** Both sides are the same by intention. */
const ABOUT_CHANGES: ReadonlySet<string> = new Set(['same-code', 'no-difference']);

/** Nothing is decided before the last pair. */
function everyPair(pairs: number): ComparisonRules {
  return {
    ...DEFAULT_RULES,
    screen_looks: [pairs],
    counted_looks: [pairs],
    counted_looks_own: [pairs],
    // No candidates: all pairs are wanted for what they are.
    screen_alpha: 0,
  };
}
