import type { SgNode } from '@ast-grep/napi';
import { around, isInAsync, scopeOf } from '../../../analysis/index.ts';
import { explainStandaloneScript } from '../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName, isAsyncFunction } from '../../analysis/calls-and-functions.ts';
import type { AuditSeverity } from '../../document/audit-document.ts';
import type { AuditedCode } from '../../rule.ts';

/** Calls that run their argument in a thread or a process of its own. */
const OFFLOADING_CALLS =
  /(?:^|\.)(?:to_thread|run_sync|run_in_threadpool|sync_to_async|database_sync_to_async|submit|\w*executor\w*|\w*(?:in|to)_thread\w*)$/iu;

/** Effect of code that blocks the event loop: who is delayed and how severely, or why nobody is. */
type LoopBlockingImpact = string | { readonly severity: AuditSeverity; readonly who: string };

/** Rates requests HIGH, background work MEDIUM, and startup LOW (R653-08, R653-09, R653-13). */
export function assessLoopBlocking(
  audited: AuditedCode,
  index: number,
  file: string,
  node: SgNode,
  isInCallee = false,
): LoopBlockingImpact {
  const absence = explainAbsence(node);
  if (absence !== null) return absence;
  const reach = audited.reachedBy(index);
  if (reach === 'request') return { severity: 'HIGH', who: 'all other requests wait meanwhile' };
  const script = reach === null ? explainStandaloneScript(audited, file) : null;
  if (script !== null) return script;
  if (!isStartupFunction(audited, index)) {
    return { severity: 'MEDIUM', who: 'nothing else in the process can run in the meantime' };
  }
  return isInCallee
    ? 'the code runs once at startup, before anything else is waiting'
    : { severity: 'LOW', who: 'startup is delayed' };
}

/** Formats a function as the subject of a sentence, with the reason why it blocks others. */
export function describeBlockingFunction(
  audited: AuditedCode,
  index: number,
  node: SgNode,
): string {
  const name = formatFunctionName(audited, index);
  const isWaiting = isAsyncFunction(audited, index) || isInAsync(node);
  return isWaiting ? `${name} is async and` : `${name} runs on the event loop and`;
}

/** True if Node.js code delays others: async functions, and everything that a handler calls. */
export function blocksEventLoop(audited: AuditedCode, index: number, node: SgNode): boolean {
  return (
    isAsyncFunction(audited, index) || audited.reachedBy(index) === 'request' || isInAsync(node)
  );
}

/** Returns why a call does not run in place, or not each time; null: it does. */
export function explainAbsence(call: SgNode): string | null {
  for (const outer of around(call)) {
    if (outer.kind() === 'lambda') {
      return 'the call is inside a lambda and runs only when the lambda is called';
    }
    const callee = outer.kind() === 'call' ? (outer.field('function')?.text() ?? '') : '';
    if (OFFLOADING_CALLS.test(callee)) return `${callee} runs the call in a separate thread`;
  }
  return explainSingleExecution(call);
}

/** Names of setup functions, which run once before any request (SH6-11 lists the first of them). */
const SET_UP =
  /^(?:main|start|serve|boot)$|(?:^|\.)_*(?:init|setup|set_up|bootstrap|migrate|migrations?|initiali[sz]e|startup|on_startup|lifespan|create_app|configure|onModuleInit|onApplicationBootstrap|getStaticProps|getStaticPaths|generateStaticParams)_*$|(?:^|\.)_*(?:setup|init|initiali[sz]e|bootstrap|startup|load_config)(?:_|[A-Z])\w*$/u;
const SET_UP_MARK = /(?:^|\.)(?:on_event|on_startup|asynccontextmanager)$/u;
const MAX_DEPTH = 3;

/** True if a function runs once, at program or component start, or only such functions call it. */
function isStartupFunction(audited: AuditedCode, index: number, depth = 0): boolean {
  const { code } = audited;
  const name = code.facts.functions[index]?.name ?? '';
  if (SET_UP.test(name)) return true;
  const isMarked = code
    .functionAt(index)
    .decorators.some(
      (decorator) => SET_UP_MARK.test(decorator.name) && /startup|^$/u.test(decorator.argumentText),
    );
  if (isMarked) return true;
  const callers = code.callersOf(index);
  return (
    depth < MAX_DEPTH &&
    callers.length > 0 &&
    callers.every((site) => isStartupFunction(audited, site.function, depth + 1))
  );
}

const TESTED = /^\(?\s*(?:not\s+|!\s*|typeof\s+)?((?:self|this|cls)\.\w+|\w+)/u;
/** Condition that tests for a missing value. */
const IS_MISSING =
  /^\(?\s*(?:not\s|!(?!=))|^\(?\s*[\w.]+\s*(?:is\s+(?:None|False)\b|===?\s*(?:null|undefined|None|false|['"]undefined))|^\(?\s*typeof\s+[\w.]+\s*===?\s*['"]undefined/u;
/** Values that clear a cache, so that the next call fills it again. */
const EMPTY = /^(?:None|False|null|undefined|false|0|''|"")$/u;
const EXITS = /^(?:return|raise|throw|continue|break)_statement$/u;

/**
 * Returns why a call runs only once, or null if nothing indicates it. A call runs once if the
 * function stores its result in a variable that outlives the function and that it checks before the
 * call.
 */
function explainSingleExecution(node: SgNode): string | null {
  const scope = scopeOf(node);
  const tests = scope.findAll({ rule: { kind: 'if_statement' } });
  // Checked before the text is read, which each of hundreds of calls in a long function would copy.
  if (tests.length === 0) return null;
  const text = scope.text();
  const parameters = (scope.field('parameters') ?? scope.field('parameter'))?.text() ?? '';
  const at = node.range().start.index;
  for (const test of tests) {
    if (test.range().start.index > at) break;
    const name = TESTED.exec(test.field('condition')?.text() ?? '')?.[1];
    if (name === undefined || isLocal(name, text, parameters)) continue;
    if (isGuarded(test, node) && keepsValue(scope, name, node)) {
      return `the object is cached in ${name} and created only once`;
    }
  }
  return null;
}

/** True if a call runs only while the value is missing: in that branch or after an early exit. */
function isGuarded(test: SgNode, node: SgNode): boolean {
  const isForMissing = IS_MISSING.test(test.field('condition')?.text() ?? '');
  const branch = test.field('consequence');
  if (holds(branch, node)) return isForMissing;
  if (isForMissing || branch === null) return false;
  if (holds(test, node)) return !holds(test.field('condition'), node);
  const isBlock = String(branch.kind()).endsWith('block');
  const last = isBlock ? branch.children().findLast((child) => child.isNamed()) : branch;
  return EXITS.test(String(last?.kind())) && holds(test.parent(), node);
}

/** True if a variable keeps its value; one cleared by the same function is only a running flag. */
function keepsValue(scope: SgNode, name: string, call: SgNode): boolean {
  // A grammar takes no kinds but its own.
  const kind = call.kind() === 'call' ? 'assignment' : 'assignment_expression';
  const values = scope
    .findAll({ rule: { kind } })
    .filter((assignment) => assignment.field('left')?.text() === name)
    .map((assignment) => assignment.field('right')?.text() ?? '');
  return values.length > 0 && !values.some((value) => EMPTY.test(value));
}

/** True if a name is declared in the function, so that its value is gone at the end. */
function isLocal(name: string, text: string, parameters: string): boolean {
  if (name.includes('.')) return false;
  if (new RegExp(`\\b${name}\\b`, 'u').test(parameters)) return true;
  // In Python, assigning to a name in a function makes it local.
  return /^(?:async\s+)?def\b/u.test(text)
    ? !new RegExp(`(?:global|nonlocal)\\s+(?:\\w+,\\s*)*${name}\\b`, 'u').test(text)
    : new RegExp(`(?:let|var|const)\\s+${name}\\b`, 'u').test(text);
}

function holds(outer: SgNode | null, node: SgNode): boolean {
  const at = node.range().start.index;
  const span = outer?.range();
  return span !== undefined && span.start.index <= at && at < span.end.index;
}
