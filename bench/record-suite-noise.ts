/**
 * Records by how much the two sides of a round differ when they are the same: a gate of the fifty functions
 * at a margin of 0, with which none is ever decided. What it writes is what simulations of a suite draw from.
 *
 *   node bench/record-suite-noise.ts > test/fixtures/suite-rounds/log-ratios.jsonl
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  collectPairedValues,
  logRatios,
} from '../harness/live-comparison/collect-paired-metric-values.ts';
import type { GateReport } from '../harness/model/documents/gate-document.ts';
import { buildPackage } from './built-package.ts';
import { createStopSignal } from './resumable-bench.ts';
import { runCli } from './run-cli.ts';
import { generateFunctionSuite, generateFunctions } from './suite/generate-function-suite.ts';
import { makeSuiteProject } from './suite/make-suite-project.ts';
import { BUDGET_SECONDS } from './suite/suite-entry.ts';

const DIGITS = 5;

const functions = generateFunctions(50);
const folder = mkdtempSync(join(tmpdir(), 'bench-suite-'));
const signal = createStopSignal();
try {
  buildPackage();
  makeSuiteProject(folder, generateFunctionSuite(functions, 0), {});
  const report = join(folder, 'gate.json');
  const args = ['gate', '--base', 'HEAD', '--budget-seconds', String(BUDGET_SECONDS.none)];
  await runCli(
    [...args, '--no-explain', '--seed', '1', '--reporter', `json=${report}`],
    folder,
    signal,
  );
  const { comparison } = JSON.parse(readFileSync(report, 'utf8')) as GateReport;
  for (const { name } of functions) {
    const [a, b] = (comparison?.runs ?? []).filter(({ scenario }) => scenario === name);
    if (a === undefined || b === undefined) throw new Error(`no trials of ${name}`);
    const pairs = logRatios(
      collectPairedValues({ a: a.trials, b: b.trials }, 'wall_time', 'screen'),
    );
    const rounded = pairs.map((value) => Number(value.toFixed(DIGITS)));
    console.log(JSON.stringify({ name, pairs: rounded }));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
