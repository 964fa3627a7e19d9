/**
 * The coordinator of a session in a separate process, which kills itself as `kill -9` would right
 * after a given write: `node crashing-team-coordinator-child.ts <root> <session> <number of the write;
 * 0: never>`.
 */
import '../../harness/loader/register-self-reference.ts';
import { createHost } from '../../harness/host.ts';

// Imported after `register-self`, since these modules import the public entry by its name.
const { runSession } = await import('../../plugins/team/coordinate/run-team-session.ts');
const { becomeCoordinator } = await import('../../plugins/team/store/coordinator-lock.ts');
const { openTeamStore } = await import('../../plugins/team/store/team-session-store.ts');
const { answerTeamTaskWithPlan } = await import('./scripted-team-worker-reports-with-plan.ts');

const [root = '', id = '', last = '0'] = process.argv.slice(2);
let writes = 0;
const host = createHost({ cwd: root });
const files = {
  ...host.files,
  writeAtomic: (path: string, text: string | Iterable<string>) => {
    host.files.writeAtomic(path, text);
    writes += 1;
    if (writes === Number(last)) process.kill(process.pid, 'SIGKILL');
  },
};
const store = openTeamStore({ ...host, files }, root, id);
const release = await becomeCoordinator(host, store.paths);
// biome-ignore lint/suspicious/noExplicitAny: what a program reports is checked by the driver
const worker = { run: async (task: any) => answerTeamTaskWithPlan(task, 'mended') as any };
const workers = {
  profiler: worker,
  strategist: worker,
  optimizer: worker,
  benchmarker: worker,
  reviewer: worker,
};
await runSession(host, store, workers, {
  timeLimitMs: 60_000,
  signal: new AbortController().signal,
});
release();
