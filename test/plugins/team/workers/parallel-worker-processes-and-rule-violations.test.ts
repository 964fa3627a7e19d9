/** Workers as processes, which hang, lie, die and meddle. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { computeAggregateResults } from '../../../../plugins/team/coordinate/aggregate-team-session-results.ts';
import { runSession } from '../../../../plugins/team/coordinate/run-team-session.ts';
import {
  createWorkerProcesses,
  runCombiner,
} from '../../../../plugins/team/workers/worker-processes.ts';
import {
  createScriptedTeam,
  type WorkerBehaviours,
  workerCommand,
} from '../../../support/team-session-with-scripted-workers.ts';

async function played(conduct: WorkerBehaviours) {
  const { host, project, store, base } = await createScriptedTeam();
  const before = project.git('status', '--porcelain');
  const { session } = await store.read();
  const workers = createWorkerProcesses(host, {
    root: project.root,
    session,
    launch: workerCommand(conduct),
    timeLimitMs: 60_000,
  });
  const signal = new AbortController().signal;
  await runSession(host, store, workers, { timeLimitMs: 600_000, signal });
  const standing = await store.read();
  expect(project.git('status', '--porcelain')).toBe(before);
  expect(project.git('rev-parse', 'HEAD')).toBe(base);
  const log = readFileSync(join(store.paths.folder, 'log.txt'), 'utf8').trim().split('\n');
  const reasonOf = (id: string) => {
    const task = standing.tasks.get(id);
    return task?.status === 'failed' ? task.reason : task?.status;
  };
  return { standing, log, reasonOf, ...computeAggregateResults(standing) };
}

it('TEAM-33, TPW-05: runs changes in parallel, measurements in sequence, and counts a report once', async () => {
  // If either task waited for the end of the other, neither would end.
  const { log, overall } = await played({
    'IMPL-B01': 'waits for IMPL-B02',
    'IMPL-B02': 'waits for IMPL-B01',
    'IMPL-B03': 'twice',
  });
  expect(overall).toMatchObject({ status: 'complete', passed: 3 });
  const measured = log.filter((line) => /^(?:BENCH|PROFILE)/u.test(line));
  for (const [index, line] of measured.entries()) {
    expect(line.endsWith('begins')).toBe(index % 2 === 0);
    if (index % 2 === 1) expect(measured[index - 1]?.split(' ')[0]).toBe(line.split(' ')[0]);
  }
});

it('TPW-05: reports who breaks a rule, and replaces who says nothing, dies, or speaks for another', async () => {
  const { reasonOf, overall, standing } = await played({
    'IMPL-B01.1': 'die',
    'IMPL-B01.2': 'silent',
    'REVIEW-B01': 'edits',
    'IMPL-B02': 'lies',
    'IMPL-B03': 'another task',
  });
  expect(standing.tasks.get('IMPL-B01')).toMatchObject({ attempt: 3, lost: 2 });
  expect(reasonOf('REVIEW-B01')).toBe(
    'a reviewer must not change files, but this worker changed src/1.ts',
  );
  expect(reasonOf('IMPL-B02')).toMatch(
    /^the worker's report is inaccurate: the worker changed src\/\d\.ts without reporting it/u,
  );
  expect(reasonOf('IMPL-B03')).toMatch(
    /^the worker of the task was lost 3 times: .*the report belongs to task IMPL-B01/u,
  );
  expect(overall).toMatchObject({ status: 'failed', failed: 3 });
});

it('TPW-05: ends a worker that hangs at its time limit', async () => {
  const { host, project, store } = await createScriptedTeam();
  const { session } = await store.read();
  const { profiler } = createWorkerProcesses(host, {
    root: project.root,
    session,
    timeLimitMs: 1000,
    launch: workerCommand({ 'PROFILE-001': 'hang' }),
  });
  const task = await store.claim({ id: 'PROFILE-001', role: 'profiler', owner: 'a worker' });
  if (task === null) throw new Error('nothing can begin');
  const context = { signal: new AbortController().signal, folder: store.paths.folder };
  await expect(profiler.run(task, context)).rejects.toThrow(
    'the worker took longer than 1 s and was terminated',
  );
});

/** Records its start, and ends as listed for that start. */
const COMBINER = `
  const { appendFileSync, readFileSync } = require('node:fs');
  appendFileSync('starts', process.argv[3] + ' ');
  const end = process.argv[1].split(',')[readFileSync('starts', 'utf8').split(' ').length - 2];
  console.error('no room left');
  if (end === 'killed') process.kill(process.pid, 'SIGKILL');
  process.exitCode = Number(end);
`;

it('TEAM-34: starts a killed combiner three times, and reports what its end leaves uncombined', async () => {
  const { host, project, store } = await createScriptedTeam();
  const { session } = await store.read();
  for (const [ends, problem, starts] of [
    ['killed,0', null, 2],
    ['killed,killed,killed', 'the worker was killed 3 times (SIGKILL)', 3],
    ['2,0', 'no room left', 1],
  ] as const) {
    const notCombined = await runCombiner(host, {
      root: project.root,
      session,
      signal: new AbortController().signal,
      launch: { file: process.execPath, args: ['-e', COMBINER, ends] },
    });
    expect(notCombined).toBe(problem);
    const path = join(project.root, 'starts');
    expect(readFileSync(path, 'utf8')).toBe('faster-shop '.repeat(starts));
    rmSync(path);
  }
});
