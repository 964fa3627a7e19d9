import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { findMarginsBelowNoise } from '../../../api/compare/find-margins-below-noise.ts';
import { calibrateScenarioNoise } from '../../../harness/calibration/calibrate-metric-noise.ts';
import { createCalibrationStore } from '../../../harness/calibration/noise-calibration-store.ts';
import {
  DEFAULT_RULES,
  limitPairsPerStage,
} from '../../../harness/gate/decide/default-comparison-rules.ts';
import { createHost } from '../../../harness/host.ts';
import type { ScenarioCalibration } from '../../../harness/model/documents/calibration-document.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Scenario } from '../../../harness/model/scenario/scenario.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { createDraws } from '../../support/random-draws.ts';
import { runScriptedComparison } from '../../support/scripted-comparison.ts';

const SCENARIO = functionScenario({
  measureMs: 1,
  warmupMs: 0,
  regression: { wall_time: 0.001 },
});
const rules = limitPairsPerStage(DEFAULT_RULES, 12);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perf-harness-limits-'));
});

async function noisyComparison(scenarios: readonly Scenario[]): Promise<ComparisonReport> {
  const { normal } = createDraws(7);
  const { report } = await runScriptedComparison({
    scenarios,
    script: () => ({ measurements: { wall_time: 100 * Math.exp(0.02 * normal()) } }),
    options: { rules },
  });
  return report;
}

let report: ComparisonReport;
beforeAll(async () => {
  report = await noisyComparison([SCENARIO]);
});

/** Returns margin warnings of a same-code comparison, self-calibrated except for `changes`. */
function toldWith(changes: Partial<ScenarioCalibration>): string {
  expect(report.comparisons[0]).toMatchObject({ metric: 'wall_time', verdict: 'inconclusive' });
  const known = calibrateScenarioNoise(SCENARIO.name, report, DEFAULT_RULES, 1);
  if (known === null) throw new Error('not calibrated');
  const calibrations = createCalibrationStore(createHost(), folder);
  calibrations.save([{ ...known, ...changes }]);
  const limits = { scenarios: [SCENARIO], margin: null };
  const findings = findMarginsBelowNoise(report, [SCENARIO], { limits, calibrations });
  return findings.map(({ message }) => message).join('\n');
}

it('reports a limit that a calibration of such pairs has shown to be below the noise', () => {
  expect(toldWith({})).toMatch(
    /^parse: wall_time: a margin of 0\.1 % is below .* \(from the calibration\)/u,
  );
});

it.each<Partial<ScenarioCalibration>>([
  { node: 'v18.20.8' },
  { machine: 'another' },
  { kind: 'command' },
  { plan: 'alternating' },
])('ignores a calibration of other pairs, with %j', (changes) => {
  expect(toldWith(changes)).toContain('(estimated from the spread of these pairs)');
});

it('reports many limits in one finding, with the margin that all of them could hold', async () => {
  const scenarios = Array.from({ length: 8 }, (_, index) => ({ ...SCENARIO, name: `s${index}` }));
  const findings = findMarginsBelowNoise(await noisyComparison(scenarios), scenarios, {
    limits: { scenarios, margin: null },
    calibrations: createCalibrationStore(createHost(), folder),
  });
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toMatch(
    /^\d margins are too small to resolve on this machine, such as those of s\d: wall_time and s\d: wall_time\. A margin of \d\.\d+ % is resolvable for all of them with 12 pairs each\.$/u,
  );
});
