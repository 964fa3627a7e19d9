import type { CallSite } from '../../../../analysis/index.ts';
import {
  createCallCandidate,
  isAsyncFunction,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { OFFLOADING_CALLS } from '../call-offloaded-to-thread.ts';
import { findDirectTarget, runsSynchronously } from './is-project-call-run-synchronously.ts';

/** Names of project functions that run a function passed as an argument. */
const RUNS_WHAT_IT_IS_GIVEN = /(?:^|\.)_?run_(?:async|sync|blocking\w*)$/u;
const PARTIAL = /^(?:\w+\.)?partial\(\s*([\w.]+)/u;
/** Methods that query or change something outside, by the first word of their name. */
const ACTS =
  /\.(?:get|fetch|load|list|search|find|query|read|download|create|update|delete|remove|save|send|write|upload|set|post|put|star|scrobble)(?=[_A-Z]|$)\w*$/u;
/** Number of methods of an object run in threads that shows that all its methods wait. */
const SEVERAL = 2;

/** Call that async code makes directly, although other code runs it in a thread. */
interface RunInThreads extends CallCandidate {
  /** Such as `which runs in a thread in app/store.py:12`. */
  readonly elsewhere: string;
}

interface HandedOn {
  /** As it is written, by file. */
  readonly written: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Functions of the project, with the place where each is passed to a thread. */
  readonly own: ReadonlyMap<string, string>;
}

export function* findCallsThreadedElsewhere(audited: AuditedCode): Generator<RunInThreads> {
  const { functions } = audited.code.facts;
  const { written, own } = handedOn(audited);
  for (const [index, { file }] of functions.entries()) {
    if (!isPythonFunction(audited, index) || !isAsyncFunction(audited, index)) continue;
    for (const site of audited.code.callsOf(index)) {
      if (site.call.isAwaited) continue;
      const target = findDirectTarget(site);
      const known = target === null ? undefined : functions[target];
      const where =
        known === undefined
          ? inFile(written.get(file), file, site.call.callee)
          : own.get(`${known.file}:${known.name}`);
      if (where === undefined) continue;
      if (
        target !== null &&
        (isAsyncFunction(audited, target) || !runsSynchronously(audited, site, target))
      )
        continue;
      const elsewhere = `which runs in a separate thread in ${where}`;
      yield { ...createCallCandidate(site, site.call.callee, file), elsewhere };
    }
  }
}

/** Returns where a method is passed to a thread, or several methods of its object are. */
function inFile(
  here: ReadonlyMap<string, number> | undefined,
  file: string,
  callee: string,
): string | undefined {
  if (here === undefined || !/^(?:self|cls)\./u.test(callee)) return undefined;
  const line = here.get(callee);
  if (line !== undefined) return `${file}:${line}`;
  if (!ACTS.test(callee)) return undefined;
  const receiver = callee.slice(0, callee.lastIndexOf('.') + 1);
  const others = [...here].filter(
    ([name]) => name.slice(0, name.lastIndexOf('.') + 1) === receiver,
  );
  return others.length >= SEVERAL
    ? `${file}:${others[0]?.[1]}, like other methods of the same object`
    : undefined;
}

function handedOn(audited: AuditedCode): HandedOn {
  const { code } = audited;
  const written = new Map<string, Map<string, number>>();
  const own = new Map<string, string>();
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (!isPythonFunction(audited, index)) continue;
    for (const site of code.callsOf(index)) {
      for (const name of namesHandedTo(site)) {
        const here = written.get(file) ?? new Map<string, number>();
        written.set(file, here.set(name, site.call.line));
        if (!name.includes('.')) own.set(placeOf(audited, file, name), `${file}:${site.call.line}`);
      }
    }
  }
  return { written, own };
}

/** Returns the names of functions that a call runs in a thread, also within a `partial`. */
function namesHandedTo({ call, raw }: CallSite): readonly string[] {
  const isOne =
    OFFLOADING_CALLS.test(call.callee) ||
    (call.isAwaited && RUNS_WHAT_IT_IS_GIVEN.test(call.callee));
  if (!isOne) return [];
  const [first, second] = splitArguments(raw.argumentText).map(({ value }) => value);
  // `run_in_executor(None, function)` takes the function as its second argument.
  return [first, second]
    .slice(0, call.callee.endsWith('run_in_executor') ? 2 : 1)
    .flatMap((argument) => {
      const name = PARTIAL.exec(argument ?? '')?.[1] ?? argument ?? '';
      return /^[A-Za-z_][\w.]*$/u.test(name) && name !== 'None' ? [name] : [];
    });
}

function placeOf({ code }: AuditedCode, file: string, name: string): string {
  const imported = code.importsOf(file).find(({ local }) => local === name);
  const module = imported === undefined ? null : code.moduleOf(file, imported.source);
  return `${module ?? file}:${module === null ? name : (imported?.imported ?? name)}`;
}
