/**
 * What a team costs beside its workers: a session of a hundred tasks read, drawn and reconciled, and the
 * time that a task takes when its worker answers at once: `node bench/team-overhead.ts`. Ends with 1 where
 * a limit is not kept.
 */
import '../harness/loader/register-self.ts';
import { rmSync } from 'node:fs';

const { drive } = await import('../plugins/team/coordinate/drive.ts');
const { lookAt, standingOf } = await import('../plugins/team/follow-up.ts');
const { collectReport } = await import('../plugins/team/pages/collect-report.ts');
const { statusText } = await import('../plugins/team/pages/status-text.ts');
const { reconcile } = await import('../plugins/team/store/reconcile.ts');
const { keptSession } = await import('../test/support/team-session.ts');
const { answerOf } = await import('../test/support/team-worker-outcomes.ts');

/** Of a hundred tasks, milliseconds: read, drawn and reconciled. */
const MOST_LOOK_MS = 1_000;
/** Beside the work of a worker, milliseconds a task. */
const MOST_TASK_MS = 2_000;
const ROUNDS = 5;

const targets = Array.from({ length: 10 }, (_, index) => `target ${index}`);
const kept = await keptSession({ mode: 'independent', targets });
const { host, root, store } = kept;
// biome-ignore lint/suspicious/noExplicitAny: what a program reports is checked by the driver
const worker = { run: async (task: any) => answerOf(task, 'slow') as any };
const workers = {
  profiler: worker,
  strategist: worker,
  optimizer: worker,
  benchmarker: worker,
  reviewer: worker,
};
const began = performance.now();
const options = { timeLimitMs: 60_000, signal: new AbortController().signal };
const { tasks, session } = await drive(host, store, workers, options);
const taskMs = (performance.now() - began) / tasks.length;

const looks: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const start = performance.now();
  const found = await lookAt(host, root, session.id);
  statusText(found);
  collectReport(host, found);
  statusText(standingOf(await reconcile(store, new Date().toISOString())));
  looks.push(performance.now() - start);
}
looks.sort((a, b) => a - b);
rmSync(root, { recursive: true, force: true });
const lookMs = looks[Math.floor(ROUNDS / 2)] ?? Number.NaN;
console.log(
  `${tasks.length} tasks: read, drawn and reconciled in ${lookMs.toFixed(0)} ms (at most ${MOST_LOOK_MS}); ${taskMs.toFixed(0)} ms a task beside its worker (at most ${MOST_TASK_MS})`,
);
process.exitCode = tasks.length >= 100 && lookMs <= MOST_LOOK_MS && taskMs <= MOST_TASK_MS ? 0 : 1;
