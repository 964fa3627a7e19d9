/**
 * A worker of a team in a process of its own: `node team-worker.ts <task file> <how>`. It prints its
 * report. `how`: `well`, or one of the ways in which workers go wrong.
 */
import { readFileSync } from 'node:fs';

const [, , path = '', how = 'well'] = process.argv;
const task = JSON.parse(readFileSync(path, 'utf8'));
const { answerOf } =
  task.role === 'strategist'
    ? await import('./team-worker-outcomes.ts')
    : await import('./team-report-of.ts');
if (how === 'hang') setInterval(() => undefined, 1000);
else if (how === 'die') process.kill(process.pid, 'SIGKILL');
else process.stdout.write(JSON.stringify(answerOf(task, how)));
