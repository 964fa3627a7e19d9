/** Sends one candidate a project's questions; prints JSON-line answers, then time and memory. */
import { readFileSync } from 'node:fs';
import type { TrialQuestion } from './analysis-trial/trial-questions.ts';
import type { TrialRepository } from './analysis-trial/trial-repositories.ts';

interface Candidate {
  readonly answer: (question: TrialQuestion) => string | null | Promise<string | null>;
  readonly close?: () => void;
}

interface Asked extends Omit<TrialRepository, 'repository' | 'commit'> {
  /** Absolute path of the project. */
  readonly root: string;
  readonly questions: readonly TrialQuestion[];
}

const [adapter = '', asked = ''] = process.argv.slice(2);
const { root, folder, language, questions } = JSON.parse(asked) as Asked;
const { open } = await import(`./analysis-trial/candidates/${adapter}.mjs`);
const { answer, close } = (await open(root, folder, language)) as Candidate;
for (const question of questions) print({ id: question.id, given: await answer(question) });
print({ cpuMs: cpuOf(process.pid), mb: peakOf(process.pid) });
close?.();

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Returns the peak memory of a process and its descendants, in MB. */
function peakOf(pid: number): number {
  const own = Number(/VmHWM:\s+(\d+)/u.exec(statusOf(pid, 'status'))?.[1] ?? 0) / 1024;
  return Math.round(childrenOf(pid).reduce((sum, child) => sum + peakOf(child), own));
}

/** Returns the CPU time of a process and its descendants, in milliseconds; a tick is 10. */
function cpuOf(pid: number): number {
  const [user = 0, system = 0] =
    statusOf(pid, 'stat').split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
  return childrenOf(pid).reduce((sum, child) => sum + cpuOf(child), (user + system) * 10);
}

function childrenOf(pid: number): readonly number[] {
  return statusOf(pid, `task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
}

function statusOf(pid: number, name: string): string {
  return readFileSync(`/proc/${pid}/${name}`, 'utf8');
}
