import type { RunRecord } from '../model/documents/record.ts';

/** Bytes between a program and storage. */
const OF_STORAGE: ReadonlySet<string> = new Set(['io_read', 'io_write']);

/**
 * Why a number that is counted, and so compared across machines, cannot be compared of these two
 * runs; null: it can. V8 and the C library choose their code by what the processor can do, and each
 * version of Node.js compiles otherwise. What reaches storage depends on what is in the page cache
 * and on the file system.
 */
export function countedConditions(metric: string, base: RunRecord, head: RunRecord): string | null {
  const [a, b] = [base.environment, head.environment];
  if (a === null || b === null) return null;
  if (OF_STORAGE.has(metric)) {
    const isOther = a.machine.id !== b.machine.id;
    return isOther ? 'it depends on page cache and file system, and the machine is another' : null;
  }
  if (metric !== 'instructions') return null;
  const [modelA, modelB] = [a.machine.cpuModel, b.machine.cpuModel];
  if (modelA !== modelB) return `other processor: ${modelA} against ${modelB}`;
  const [nodeA, nodeB] = [a.runtime.node, b.runtime.node];
  return nodeA === nodeB ? null : `other Node.js: ${nodeA} against ${nodeB}`;
}
