import { join } from 'node:path';
import { z } from 'zod';
import type { CalibratedScenario } from '../gate/refuse-limit-below-minimal-detectable-change.ts';
import { ensureStateFolder } from '../history/project-state-folder.ts';
import type { Host } from '../host.ts';
import {
  type ScenarioCalibration,
  scenarioCalibrationSchema,
} from '../model/documents/calibration-document.ts';
import type { ComparisonReport } from '../model/documents/run-report-and-comparison-document.ts';
import {
  type CalibrationKey,
  createCalibrationKey,
  matchesCalibrationKey,
} from '../model/noise-calibration-key.ts';
import { tryParseJson } from '../model/value/try-parse-json.ts';

/** Version 2 interleaves functions; version 1 measured each side whole, with other noise. */
const SCHEMA = 'perf-harness/calibrations@2';
const fileSchema = z.object({
  schema: z.literal(SCHEMA),
  scenarios: z.array(z.unknown()),
});

export interface CalibrationStore {
  /** Returns the newest calibration of such pairs; null if there is none. */
  readonly find: (key: CalibrationKey) => ScenarioCalibration | null;
  /** Adds calibrations, replacing earlier calibrations of the same pairs. */
  readonly save: (scenarios: readonly ScenarioCalibration[]) => void;
}

/** Stores calibrations in one file of the state folder; unreadable or outdated counts as empty. */
export function createCalibrationStore(
  { files }: Pick<Host, 'files'>,
  stateFolder: string,
): CalibrationStore {
  const path = join(stateFolder, 'calibrations.json');
  const read = (): readonly ScenarioCalibration[] => {
    const text = files.isFile(path) ? files.read(path) : null;
    const { scenarios = [] } = fileSchema.safeParse(tryParseJson(text)).data ?? {};
    return scenarios.flatMap(
      (scenario) => scenarioCalibrationSchema.safeParse(scenario).data ?? [],
    );
  };
  return {
    find: (key) =>
      read().findLast((calibration) => matchesCalibrationKey(calibration, key)) ?? null,
    save: (scenarios) => {
      const isReplaced = (old: ScenarioCalibration): boolean =>
        scenarios.some((scenario) =>
          matchesCalibrationKey(old, { ...scenario, nodes: [scenario.node] }),
        );
      const kept = read().filter((old) => !isReplaced(old));
      ensureStateFolder(files, stateFolder);
      const content = { schema: SCHEMA, scenarios: [...kept, ...scenarios] };
      files.writeAtomic(path, `${JSON.stringify(content, null, 2)}\n`);
    },
  };
}

/** Returns each scenario of a live comparison with the stored calibration matching its pairs. */
export function findCalibratedScenarios(
  scenarios: readonly CalibratedScenario['scenario'][],
  { runs }: Pick<ComparisonReport, 'runs'>,
  { find }: Pick<CalibrationStore, 'find'>,
): readonly CalibratedScenario[] {
  return scenarios.map((scenario) => {
    const key = createCalibrationKey(runs.filter((run) => run.scenario === scenario.name));
    return { scenario, calibration: key && find(key) };
  });
}
