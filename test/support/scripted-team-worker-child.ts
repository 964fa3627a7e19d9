/**
 * A worker as started by the coordinator: `node scripted-team-worker-child.ts <conduct> team-worker
 * <session> <task> <attempt>`. It changes the files of its scope in a separate commit and prints a
 * report, or does what `conduct` specifies for its task.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [, , conduct = '{}', , session = '', id = '', attempt = ''] = process.argv;
const all: Record<string, string> = JSON.parse(conduct);
const how = all[`${id}.${attempt}`] ?? all[id] ?? 'well';
const folder = join(process.cwd(), '.workflow', session);
const task = JSON.parse(readFileSync(join(folder, 'tasks', `${id}.json`), 'utf8'));
const log = (text: string): void => appendFileSync(join(folder, 'log.txt'), `${id} ${text}\n`);

/** Creates a commit on top of the session's base, without touching the user's working tree. */
function commitOf(files: readonly string[]): string {
  const read = JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8'));
  const base: string = read.base_commit;
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const input = [
    `commit refs/heads/test/${id}-${attempt}\n`,
    `committer t <t@example.com> 1767225600 +0000\n`,
    data(id),
    `from ${base}\n`,
    ...files.map((file) => `M 100644 inline ${file}\n${data(`${id} ${attempt}`)}`),
  ].join('');
  execFileSync('git', ['fast-import', '--quiet', '--force'], { input });
  const args = ['rev-parse', `refs/heads/test/${id}-${attempt}`];
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}

const answer =
  task.role === 'strategist'
    ? (await import('./scripted-team-worker-reports-with-plan.ts')).answerTeamTaskWithPlan
    : (await import('./scripted-team-worker-reports.ts')).answerTeamTask;

log('begins');
const scope: string[] = task.context.scope;
const report = answer(task, 'well') as unknown as Record<string, unknown>;
const files = how === 'strays' ? [...scope, 'package.json'] : scope;
const changed = task.role === 'optimizer' ? { ref: commitOf(files), files_modified: files } : {};
const answers: Readonly<Record<string, () => unknown>> = {
  well: () => ({ ...report, ...changed }),
  strays: () => ({ ...report, ...changed }),
  lies: () => ({ ...report, ...changed, files_modified: ['src/other.ts'] }),
  'another task': () => ({ ...report, ...changed, task_id: 'IMPL-B01' }),
  silent: () => null,
  babble: () => 'well done',
  edits: () => ({ ...report, files_modified: ['src/1.ts'] }),
};
const [, other] = /^waits for (.+)$/u.exec(how) ?? [];
while (
  other !== undefined &&
  !readFileSync(join(folder, 'log.txt'), 'utf8').includes(`${other} begins`)
) {
  await sleep(20);
}
if (how === 'hang') setInterval(() => undefined, 1000);
else if (how === 'die') process.kill(process.pid, 'SIGKILL');
else {
  if (task.role === 'benchmarker') await sleep(30);
  log('ends');
  const answer = answers[other === undefined ? how : 'well']?.() ?? null;
  if (how === 'twice')
    for (const _ of [1, 2]) console.log(JSON.stringify({ ...report, ...changed }));
  else if (answer !== null)
    console.log(typeof answer === 'string' ? answer : JSON.stringify(answer));
}
