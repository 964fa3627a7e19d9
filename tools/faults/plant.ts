/**
 * Plants the faults of test/faults.json in this tree, one at a time, and tells which of them the
 * tests notice: `node tools/faults/plant.ts [--proofs] [id…]`. A line each goes to
 * reports-out/faults.jsonl; those that are in it are not tried again. The tree must have no changes.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { brokenFiles, failedTests, readVitestResult } from '../vitest-result.ts';
import { chooseTests } from './choose-tests.ts';
import { type Fault, type Outcome, plantIn, readFaults } from './fault.ts';

const RESULTS = 'reports-out/faults.jsonl';
const REPORT = 'reports-out/faults-vitest.json';
const LIMIT_MS = 20 * 60_000;

const args = process.argv.slice(2);
const withProofs = args.includes('--proofs');
const wanted = args.filter((one) => !one.startsWith('-'));
/** Proofs too where the quick set has not noticed: those of the fault's folder. */
const CONFIGS = ['vitest.config.ts', ...(withProofs ? ['vitest.proofs.config.ts'] : [])];

/** Names of the tests that failed; a run that left no result, or did not end, is one of its own. */
function failures(config: string, files: readonly string[]): readonly string[] {
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=json', `--outputFile.json=${REPORT}`];
  const { signal } = spawnSync(
    'vitest',
    ['run', '--config', config, '--bail=1', '--passWithNoTests', ...reporters, ...files],
    { stdio: 'ignore', timeout: LIMIT_MS, env: { ...process.env, CI: '' } },
  );
  if (signal !== null) return ['(the tests did not end)'];
  const result = readVitestResult(REPORT);
  if (result === null) return ['(the tests could not run)'];
  const named = failedTests(result).flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName }) => fullName),
  );
  return named.length === 0 && brokenFiles(result).length > 0
    ? ['(a test file could not be loaded)']
    : named;
}

function noticed(fault: Fault, text: string): Outcome {
  const { own, others } = chooseTests(fault.file);
  for (const files of [own, others]) {
    if (files.length === 0) continue;
    for (const config of CONFIGS) {
      writeFileSync(fault.file, plantIn(text, fault));
      const failed = failures(config, files);
      writeFileSync(fault.file, text);
      if (failed.length === 0) continue;
      // What fails without the fault too says nothing of it.
      const anyway = new Set(failures(config, files));
      const [by] = failed.filter((name) => !anyway.has(name));
      if (by !== undefined) return { id: fault.id, noticedBy: by, files: files.length };
    }
  }
  return { id: fault.id, noticedBy: null, files: own.length + others.length };
}

mkdirSync(dirname(RESULTS), { recursive: true });
const known = existsSync(RESULTS)
  ? readFileSync(RESULTS, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as Outcome).id)
  : [];
for (const fault of readFaults()) {
  if (wanted.length > 0 ? !wanted.includes(fault.id) : known.includes(fault.id)) continue;
  const text = readFileSync(fault.file, 'utf8');
  try {
    const outcome = noticed(fault, text);
    appendFileSync(RESULTS, `${JSON.stringify(outcome)}\n`);
    console.log(`${fault.id}: ${outcome.noticedBy ?? 'not noticed'}`);
  } finally {
    writeFileSync(fault.file, text);
  }
}
