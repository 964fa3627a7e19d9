/** Asks one candidate about one project: answers as JSON lines, then time and memory. */
import { readFileSync } from 'node:fs';
import type { Question } from './question.ts';
import type { Repository } from './repositories.ts';

interface Candidate {
  readonly answer: (question: Question) => string | null | Promise<string | null>;
  readonly close?: () => void;
}

interface Asked extends Omit<Repository, 'repository' | 'commit'> {
  /** Absolute path of the project. */
  readonly root: string;
  readonly questions: readonly Question[];
}

const [candidate = '', version = '', asked = ''] = process.argv.slice(2);
const { root, folder, language, questions } = JSON.parse(asked) as Asked;
const started = performance.now();
const { open } = await import(`./candidates/${candidate}.mjs`);
const { answer, close } = (await open(version, root, folder, language)) as Candidate;
let firstMs = 0;
for (const question of questions) {
  try {
    print({ id: question.id, given: await answer(question) });
  } catch (error) {
    print({ id: question.id, given: null, failure: String((error as Error).stack).slice(0, 300) });
  }
  if (firstMs === 0) firstMs = performance.now() - started;
}
print({ firstMs: Math.round(firstMs), ms: Math.round(performance.now() - started), mb: peakOf(process.pid) });
close?.();

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Most memory that a process and those that it started took, in MB. */
function peakOf(pid: number): number {
  const read = (file: string): string => readFileSync(`/proc/${pid}/${file}`, 'utf8');
  const children = read(`task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
  const own = Number(/VmHWM:\s+(\d+)/u.exec(read('status'))?.[1] ?? 0) / 1024;
  return Math.round(children.reduce((sum, child) => sum + peakOf(child), own));
}
