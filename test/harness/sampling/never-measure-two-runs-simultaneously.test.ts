/** Two runs started together never measure at the same time, by their own records. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../harness/model/documents/run-record.ts';
import { waitUntil } from '../../support/detect-command-leftovers.ts';
import { createProject, listRecordFiles, startCli } from '../../support/run-cli.ts';
import { unwrapTerminalOutput } from '../../support/unwrap-terminal-output.ts';

/** A command, whose trials start no Node.js; the first trial goes on until a file exists. */
const WAIT = 'while [ ! -e "$GO" ]; do sleep 0.02; done; sleep 0.03';
const SCENARIO = `
import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'count', command: ['sh', '-c', '${WAIT}'], trials: 3 });
`;

function savedRecord(root: string): RunRecord {
  const [name = ''] = listRecordFiles(root);
  return JSON.parse(readFileSync(join(root, '.perf-harness', 'runs', name), 'utf8')) as RunRecord;
}

/** Several complete runs, one after another, on a machine that may be busy. */
const TIMEOUT_MS = 600_000;

describe('exclusive measurement', { timeout: TIMEOUT_MS }, () => {
  test('never lets two runs that start together measure at the same moment', async () => {
    const roots = ['one', 'two'].map((name) =>
      createProject({ 'scenarios/count.ts': SCENARIO }, name),
    );
    const go = join(roots[0] ?? '', 'go');
    const env = { PERF_HARNESS_LOCK: `two-runs-${process.pid}`, GO: go };
    const running = roots.map((cwd) => startCli(['run'], { cwd, env }));
    const isTold = (): boolean =>
      running.some(({ err }) => unwrapTerminalOutput(err()).includes('measuring since'));
    // A run that ends before the other waits has failed, and says why below.
    await waitUntil(() => isTold() || running.some(({ child }) => child.exitCode !== null));
    writeFileSync(go, '');
    const results = await Promise.all(running.map(({ result }) => result));
    expect(
      results.map(({ code }) => code),
      results.map(({ err }) => err).join('\n'),
    ).toEqual([0, 0]);

    const trials = roots.flatMap((root) => savedRecord(root).trials);
    expect(trials).toHaveLength(8);
    const inOrder = [...trials].sort((a, b) => a.startedMs - b.startedMs);
    for (const [index, { startedMs, durationMs }] of inOrder.entries()) {
      const next = inOrder[index + 1];
      if (next !== undefined) expect(next.startedMs).toBeGreaterThanOrEqual(startedMs + durationMs);
    }
    // One run waited while the other measured, so they did run at the same time.
    const told = unwrapTerminalOutput(results.map(({ err }) => err).join('\n'));
    expect(told).toMatch(
      /process \d+ \(perf-harness run, "(?:count|state of the machine)"\), measuring since/,
    );
  });
});
