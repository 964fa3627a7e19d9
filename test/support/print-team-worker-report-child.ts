/**
 * A team worker in a separate process: `node print-team-worker-report-child.ts <task file> <how>`. It prints
 * its report. `how`: `well`, or a way in which workers fail.
 */
import { readFileSync } from 'node:fs';

const [, , path = '', how = 'well'] = process.argv;
const task = JSON.parse(readFileSync(path, 'utf8'));
const answer =
  task.role === 'strategist'
    ? (await import('./scripted-team-worker-reports-with-plan.ts')).answerTeamTaskWithPlan
    : (await import('./scripted-team-worker-reports.ts')).answerTeamTask;
if (how === 'hang') setInterval(() => undefined, 1000);
else if (how === 'die') process.kill(process.pid, 'SIGKILL');
else process.stdout.write(JSON.stringify(answer(task, how)));
