/**
 * A team worker in a separate process: `node simple-team-worker-child.ts <task file> <how>`. It prints
 * its report. `how`: `well`, or a way in which workers fail.
 */
import { readFileSync } from 'node:fs';

const [, , path = '', how = 'well'] = process.argv;
const task = JSON.parse(readFileSync(path, 'utf8'));
const answer =
  task.role === 'strategist'
    ? (await import('./answer-team-task-with-plan.ts')).answerTeamTaskWithPlan
    : (await import('./answer-team-task.ts')).answerTeamTask;
if (how === 'hang') setInterval(() => undefined, 1000);
else if (how === 'die') process.kill(process.pid, 'SIGKILL');
else process.stdout.write(JSON.stringify(answer(task, how)));
