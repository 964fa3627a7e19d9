import type { ScenarioCalibration } from './documents/calibration-document.ts';
import type { RunRecord } from './documents/run-record.ts';
import type { Trial } from './trial.ts';

/** Conditions that determine the noise of pairs; a calibration applies only to the same ones. */
export interface CalibrationKey extends Pick<ScenarioCalibration, 'scenario' | 'kind' | 'machine'> {
  /** null: unknown, since there is no pair yet. */
  readonly plan: ScenarioCalibration['plan'] | null;
  /** Versions of Node.js that the sides run on. */
  readonly nodes: readonly string[];
}

export function matchesCalibrationKey(known: ScenarioCalibration, key: CalibrationKey): boolean {
  return (
    known.scenario === key.scenario &&
    known.kind === key.kind &&
    known.machine === key.machine &&
    (key.plan === null || known.plan === key.plan) &&
    key.nodes.every((node) => nodeMajorVersion(node) === nodeMajorVersion(known.node))
  );
}

/** Returns the key of measured pairs; null: unknown machine. @param runs - Both sides. */
export function createCalibrationKey(runs: readonly RunRecord[]): CalibrationKey | null {
  const [run] = runs;
  const environments = runs.flatMap(({ environment }) => environment ?? []);
  const [environment] = environments;
  if (run === undefined || environment === undefined) return null;
  return {
    scenario: run.scenario,
    kind: run.kind,
    machine: environment.machine.id,
    nodes: environments.map(({ runtime }) => runtime.node),
    plan: planOf(runs.flatMap(({ trials }) => trials)),
  };
}

/** Returns the plan of the timed pairs; a warm-up pair may have another plan. */
function planOf(trials: readonly Trial[]): CalibrationKey['plan'] {
  const timed = trials.flatMap((trial) =>
    trial.state === 'completed' && !trial.warmup && trial.pass === undefined ? [trial] : [],
  );
  if (timed.length === 0) return null;
  return timed.some(({ blocks }) => blocks.length > 1) ? 'alternating' : 'back-to-back';
}

/** Returns the major version of a Node.js such as "v26.10.0"; empty where the version has none. */
export function nodeMajorVersion(version: string): string {
  return version.replace(/^v/u, '').split('.')[0] ?? '';
}
