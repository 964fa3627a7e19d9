/** Pages as users measure them: the files stored next to the record, and the output. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { createPageExecutor } from '../../harness/executors/page/page-executor.ts';
import { createHost, type ExecutorOverrides } from '../../harness/host.ts';
import type { Report } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { AnyExecutor, Executor } from '../../harness/model/executor.ts';
import type { PageScenario } from '../../harness/model/scenario/scenario.ts';
import { PAGE_SERVER } from '../harness/executors/page/page-executor-test-setup.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors, drawWallTimes } from '../support/scripted-executors.ts';

const host = createHost();
afterAll(() => host.processes.stopAll());

/** Real page loads, except for the warm-up. */
function pageExecutors(): ExecutorOverrides {
  const page = createPageExecutor(host);
  const scripted = createScriptedExecutors(drawWallTimes(() => 5));
  const { open: openScripted } = scripted.ofKind('page') as Executor<PageScenario>;
  const open: typeof page.open = (context) =>
    context.trial.warmup ? openScripted(context) : page.open(context);
  return { ...scripted, ofKind: () => ({ ...page, open }) as AnyExecutor };
}

const SCENARIO = `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'late',
  server: { command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(PAGE_SERVER)}] },
  page: { url: '/late-image', trace: true },
  trials: 1,
});
`;

test('stores a film, a picture and a trace next to the record, and shows them in the report', async () => {
  const cwd = createProject({ 'scenarios/late.ts': SCENARIO });
  const html = join(cwd, 'report.html');
  const args = ['run', '--reporter', 'json', '--reporter', `html=${html}`];
  const { code, out, err } = await runCommandInProcess(args, {
    cwd,
    executors: pageExecutors(),
  });
  expect(code, err).toBe(0);
  const [run] = (JSON.parse(out) as Report).runs;
  if (run === undefined) throw new Error('no run');
  const { attachments = [], trials, metrics, findings } = run;

  // The traced load is an additional trial whose values are not used.
  const traced = trials.filter(({ pass }) => pass === 'trace');
  expect(traced).toMatchObject([{ state: 'completed', measurements: {} }]);
  expect(metrics.lcp?.n).toBe(1);

  const frames = attachments.filter(({ kind }) => kind === 'frame');
  const times = frames.map(({ atMs = 0 }) => atMs);
  expect(times).toEqual(times.toSorted((time, other) => time - other));
  expect(times.at(-1)).toBeGreaterThan(550);
  // From the trial that counts, not the warm-up (which of several trials: kept-files.test.ts).
  const [measured] = trials.filter(({ warmup, pass }) => !warmup && pass === undefined);
  expect(new Set(frames.map(({ trial }) => trial))).toEqual(new Set([measured?.index]));

  const trace = attachments.find(({ kind }) => kind === 'trace');
  const path = join(cwd, '.perf-harness', trace?.file ?? '');
  expect(findings.find(({ id }) => id === 'trace-saved')?.message).toContain(path);
  const { traceEvents } = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as {
    readonly traceEvents: readonly { readonly name: string }[];
  };
  const names = new Set(traceEvents.map(({ name }) => name));
  // Events that the Performance panel draws its tracks from.
  for (const name of [
    'navigationStart',
    'RunTask',
    'Screenshot',
    'largestContentfulPaint::Candidate',
  ]) {
    expect(names, name).toContain(name);
  }

  const text = readFileSync(html, 'utf8');
  expect(text.match(/<img /g)).toHaveLength(frames.length + 1);
  expect(text).toContain('trace.json.gz');
  expect(text).toContain('1 trial after 1 warm-up');
  expect(text).not.toContain('✗');
  expect(text.length).toBeLessThan(1_000_000);

  // The same again from the record, for as long as the pictures are there.
  const again = join(cwd, 'again.html');
  await runCommandInProcess(['report', run.id, '--reporter', `html=${again}`], { cwd });
  expect(readFileSync(again, 'utf8').match(/<img /g)).toHaveLength(frames.length + 1);
  expect(existsSync(join(cwd, '.perf-harness/attachments', run.id))).toBe(true);
});
