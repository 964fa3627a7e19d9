/** Endings of k6 that no exit code reports, with the real k6. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { K6Command } from '../../../../harness/executors/k6/k6-command.ts';
import {
  readScriptResults,
  runUnsharded,
} from '../../../../harness/executors/k6/run-k6-script-without-shards.ts';
import { watchServerUnderK6Load } from '../../../../harness/executors/k6/watch-server-under-k6-load.ts';
import { createHost } from '../../../../harness/host.ts';
import { findK6Program } from '../../../support/find-k6-program.ts';
import { failureOf } from '../executor-test-setup.ts';

const host = createHost();
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-k6-end-'));
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(folder, { recursive: true });
});

/** Returns the command of a k6 that counts a thousand events a second for a minute. */
function command(name: string, changes: Partial<K6Command> = {}): K6Command {
  const script = join(folder, `${name}.js`);
  writeFileSync(
    script,
    `import { Counter } from 'k6/metrics';
import { sleep } from 'k6';
const events = new Counter('events');
export const options = { vus: 10, duration: '60s' };
export default function () { events.add(1); sleep(0.01); }
`,
  );
  const output = join(folder, `${name}.json`);
  return {
    file: findK6Program(),
    cwd: folder,
    outputOf: () => output,
    argumentsFor: () => ['run', '--quiet', '--no-color', '--out', `json=${output}`, script],
    environmentOf: () => ({ K6_NO_USAGE_REPORT: 'true', K6_TEST_MARK: name }),
    timeoutMs: 120_000,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Process id of the k6 with this mark in its environment. */
function k6Of(mark: string): number {
  const found = readdirSync('/proc')
    .map(Number)
    .find((pid) => Number.isInteger(pid) && environmentOf(pid).includes(`K6_TEST_MARK=${mark}`));
  if (found === undefined) throw new Error('no k6 runs');
  return found;
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

/** Runs k6, and calls `act` with its process id once it has reported its progress and its users. */
function whileItRuns(name: string, act: (pid: number) => void, said: string[] = []) {
  let isDone = false;
  return runUnsharded(
    host,
    command(name, {
      onProgress: (text) => {
        said.push(text);
        if (isDone || !text.endsWith('users')) return;
        isDone = true;
        act(k6Of(name));
      },
    }),
    unwatched(),
  );
}

/** Watches k6 only, and no server. */
const unwatched = () => watchServerUnderK6Load(host.clock, null);

describe('run of k6', () => {
  test('fails when its results end within a line, as on a full disk', async () => {
    const output = join(folder, 'cut.json');
    const declared = '{"type":"Metric","metric":"vus","data":{"name":"vus","type":"gauge"}}';
    writeFileSync(output, `${declared}\n{"type":"Point","metric":"vus","da`);
    expect(await failureOf(readScriptResults(host, output))).toEqual({
      reason: 'protocol',
      message: 'k6 did not finish writing its results',
      remedy: 'Check whether the disk for temporary files is full.',
    });
    writeFileSync(output, `${declared}\n`);
    expect((await readScriptResults(host, output)).isTruncated).toBe(false);
  });

  test('reports that it was killed and what may have done it', async () => {
    const run = whileItRuns('killed', (pid) => process.kill(pid, 'SIGKILL'));
    const failure = await failureOf(run);
    expect(failure).toMatchObject({ reason: 'signal' });
    expect(failure.message).toContain('it was killed (SIGKILL)');
    expect(failure.remedy).toContain('running out of memory');
  });

  test('reports its progress, until a polite signal stops it, which is another error (105)', async () => {
    const said: string[] = [];
    const run = whileItRuns('stopped', (pid) => process.kill(pid, 'SIGINT'), said);
    const failure = await failureOf(run);
    expect(failure).toMatchObject({ reason: 'exit-code' });
    expect(failure.message).toContain('stopped by a signal');
    const ofUsers = said.find((text) => text.endsWith('users'));
    expect(ofUsers).toMatch(/^\d+ s of at most 60 s, 0 requests, 10 virtual users$/);
  });

  test('ends when it writes more than the disk limit', async () => {
    const failure = await failureOf(runUnsharded(host, command('large'), unwatched(), 100_000));
    expect(failure).toMatchObject({ reason: 'protocol' });
    expect(failure.message).toContain('more than 0.0001 GB');
  });
});
