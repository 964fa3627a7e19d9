/** A loop in its own process that kills itself, like `kill -9`, right after a given write. */
import '../../harness/loader/register-self-reference.ts';
import { createHost } from '../../harness/host.ts';

// Imported after `register-self`, since these modules import the public entry by its name.
const { withUnguardedGit } = await import('./run-git-without-process-guardian.ts');
const { runOptimizationLoop, createScriptedWorkers } = await import(
  './scripted-optimization-loop.ts'
);

const [root = '', cycle = '1', phase = '', status = 'running'] = process.argv.slice(2);
const { workers } = createScriptedWorkers([
  { baseline: 6300, final: 3800 },
  { baseline: 3800, final: 480 },
]);
const host = withUnguardedGit(createHost());
const files = {
  ...host.files,
  writeAtomic: (path: string, text: string | Iterable<string>) => {
    host.files.writeAtomic(path, text);
    if (!path.endsWith('state.json')) return;
    const state = JSON.parse(String(text));
    const isThere = state.phases[phase]?.status === status;
    if (isThere && state.current_cycle === Number(cycle)) process.kill(process.pid, 'SIGKILL');
  },
};
await runOptimizationLoop(root, workers, {}, { host: { ...host, cwd: root, files } });
