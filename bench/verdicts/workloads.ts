import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../built-package.ts';

/** A measured piece of work: a small project in bench/verdicts/workloads. */
export interface Workload {
  /** Name of its folder and of its scenario. */
  readonly name: string;
  readonly kind: 'function' | 'command' | 'http';
  /** For tables. */
  readonly meaning: string;
  /** Metric that a slowdown is planted in and searched in. */
  readonly metric: 'wall_time' | 'cpu_time';
}

export const WORKLOADS: readonly Workload[] = [
  { name: 'parse', kind: 'function', meaning: 'CPU: JSON.parse', metric: 'wall_time' },
  { name: 'sort', kind: 'function', meaning: 'CPU: sorting numbers', metric: 'wall_time' },
  { name: 'map', kind: 'function', meaning: 'allocation: maps of strings', metric: 'wall_time' },
  { name: 'async', kind: 'function', meaning: 'async: awaits and parsing', metric: 'wall_time' },
  { name: 'regexp', kind: 'function', meaning: 'CPU: regular expressions', metric: 'wall_time' },
  { name: 'matrix', kind: 'function', meaning: 'arithmetic: dot products', metric: 'wall_time' },
  { name: 'command', kind: 'command', meaning: 'a Node.js script', metric: 'wall_time' },
  { name: 'http', kind: 'http', meaning: 'a small JSON server', metric: 'cpu_time' },
];

/** The five that error rates are claimed for: CPU, allocation, async, command, http. */
export const CLAIMED_WORKLOADS = ['parse', 'map', 'async', 'command', 'http'] as const;

/** @throws Error for an unknown name. */
export function findWorkload(name: string): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name);
  if (found === undefined) throw new Error(`there is no workload "${name}"`);
  return found;
}

/** The folder that its project is copied from. */
export function workloadFolder({ name }: Workload): string {
  return join(ROOT, 'bench/verdicts/workloads', name);
}

/** File of a project that sets how often the work is done. */
export const AMOUNT_FILE = 'src/amount.js';

/** Returns the repetitions of the work without a planted slowdown. */
export function readDefaultAmount(workload: Workload): number {
  return readAmount(workloadFolder(workload));
}

/** Returns a project's repetitions of the work. */
export function readAmount(folder: string): number {
  const text = readFileSync(join(folder, AMOUNT_FILE), 'utf8');
  const found = /amount = ([\d_]+);/.exec(text)?.[1];
  if (found === undefined) throw new Error(`${folder} names no amount`);
  return Number(found.replaceAll('_', ''));
}

/** Returns the text of that file for another amount. */
export function formatAmountFile(amount: number): string {
  return `/** How often the work is done. */\nexport const amount = ${amount};\n`;
}
