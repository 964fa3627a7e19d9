import {
  createCallCandidate,
  formatFunctionName,
  isAsyncFunction,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditEvidence } from '../../../document/audit-document.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { findDirectTarget, runsSynchronously } from './is-project-call-run-synchronously.ts';

/** Call in async code of a project function that has an awaitable equivalent in the project. */
export interface ProjectAsyncEquivalent extends CallCandidate {
  /** Index of the awaitable equivalent. */
  readonly twin: number;
  /** Index of the called function. */
  readonly target: number;
}

const IN_THREAD =
  /\b(?:to_thread|run_in_executor|run_sync|run_in_threadpool|sync_to_async|worker_threads|Worker|workerpool|piscina|postMessage)\b|\w*executor\w*\(/iu;

/** Yields calls of functions with a non-blocking equivalent, one per callee and function. */
export function* findProjectAsyncEquivalents(
  audited: AuditedCode,
): Generator<ProjectAsyncEquivalent> {
  const { code } = audited;
  const byName = new Map(
    code.facts.functions.map((codeFunction, index) => [
      `${codeFunction.file}:${codeFunction.name}`,
      index,
    ]),
  );
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (!isAsyncFunction(audited, index)) continue;
    const seen = new Set<number>();
    for (const site of code.callsOf(index)) {
      const target = findDirectTarget(site);
      if (target === null || site.call.isAwaited || isAsyncFunction(audited, target)) continue;
      const twin = twinOf(audited, byName, target, file);
      if (twin === null || twin === index || !runsSynchronously(audited, site, target)) continue;
      if (!seen.has(target) && isWorthIt(audited, target, twin)) {
        seen.add(target);
        yield { ...createCallCandidate(site, site.call.callee, file), twin, target };
      }
    }
  }
}

/** Finds the equivalent next to the called function, or among the imports of the calling file. */
function twinOf(
  audited: AuditedCode,
  byName: ReadonlyMap<string, number>,
  target: number,
  caller: string,
): number | null {
  const { code } = audited;
  const { file = '', name = '' } = code.facts.functions[target] ?? {};
  const dot = name.lastIndexOf('.') + 1;
  const [owner, bare] = [name.slice(0, dot), name.slice(dot)];
  if (bare.startsWith('_') && bare.endsWith('__')) return null;
  const stem = bare.replace(/Sync$|_sync$/u, '');
  const own = bare.startsWith('_') ? `_a${bare.slice(1)}` : `a${stem}`;
  const names = [`${stem}Async`, `async_${stem}`, `${stem}_async`, own];
  for (const twinName of [...names, stem].filter((other) => other !== bare)) {
    const beside = byName.get(`${file}:${owner}${twinName}`);
    if (beside !== undefined && isAsyncFunction(audited, beside)) return beside;
    const imported = owner === '' ? importedAs(audited, byName, twinName, caller) : null;
    if (imported !== null) return imported;
  }
  return null;
}

function importedAs(
  audited: AuditedCode,
  byName: ReadonlyMap<string, number>,
  name: string,
  caller: string,
): number | null {
  const found = audited.code.importsOf(caller).find((rawImport) => rawImport.local === name);
  const file = found === undefined ? null : audited.code.moduleOf(caller, found.source);
  const index = file === null ? undefined : byName.get(`${file}:${found?.imported ?? name}`);
  return index !== undefined && isAsyncFunction(audited, index) ? index : null;
}

/** False if the equivalent only calls the blocking function, or the function itself starts it. */
function isWorthIt(audited: AuditedCode, target: number, twin: number): boolean {
  const own = findFunctionNode(audited, target)?.text() ?? '';
  const other = findFunctionNode(audited, twin)?.text() ?? '';
  if (own.includes(bareName(audited, twin))) return false;
  const isScript = !isPythonFunction(audited, twin);
  const awaits = isScript || LEFT_OPEN.test(other) || /\bawait\b/u.test(other);
  const on = audited.code.rawOf(target).owner === null ? '(?<![.\\w])' : '(?:self|cls|this)\\.';
  const called = new RegExp(`${on}${bareName(audited, target)}\\(`, 'u');
  return awaits && (!called.test(other) || IN_THREAD.test(other));
}

/** Bodies of functions that are left for others to implement. */
const LEFT_OPEN = /NotImplementedError|(?:\.\.\.|\bpass)\s*$/u;
const WAITS =
  /(?:^|_)(?:request|send|fetch|load|query|invoke|execute|download|upload|read|write|save|call|embed|complete|chat|search|connect)(?=[_A-Z]|$)/u;

/** True if a function waits for something, by its name or being left for others to implement. */
export function isCertainlyBlocking(audited: AuditedCode, target: number): boolean {
  const isOpen = LEFT_OPEN.test(findFunctionNode(audited, target)?.text() ?? '');
  return isOpen || WAITS.test(bareName(audited, target));
}

function bareName(audited: AuditedCode, index: number): string {
  return /[\w$]+$/u.exec(formatFunctionName(audited, index))?.[0] ?? '';
}

/** True if the async equivalent moves CPU work to a thread or a worker. */
export function isOffloadedFunction(audited: AuditedCode, twin: number): boolean {
  const { file = '' } = audited.code.facts.functions[twin] ?? {};
  const own = findFunctionNode(audited, twin)?.text() ?? '';
  const isWorker = /\.[cm]?[jt]sx?$/u.test(file) && IN_THREAD.test(audited.code.textOf(file) ?? '');
  return isWorker || IN_THREAD.test(own);
}

export function describeAsyncEquivalent(
  audited: AuditedCode,
  { twin, target }: ProjectAsyncEquivalent,
): readonly AuditEvidence[] {
  return [target, twin].flatMap((index) => {
    const codeFunction = audited.code.facts.functions[index];
    if (codeFunction === undefined) return [];
    const text =
      index === twin
        ? `${codeFunction.name} can be awaited`
        : `${codeFunction.name} blocks the event loop`;
    return [{ file: codeFunction.file, line: codeFunction.line, text }];
  });
}
