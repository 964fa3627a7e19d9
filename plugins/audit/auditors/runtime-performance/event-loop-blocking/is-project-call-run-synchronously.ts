import type { CallSite } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { explainAbsence } from '../event-loop-blocking-impact.ts';

/** Decorators of functions that are cached, run in a thread, or run around the body of a `with`. */
const NOT_IN_PLACE = /cache|memoize|singleton|sync_to_async|thread|executor|contextmanager/iu;
/** Array methods that call their argument before they return. */
const ARRAY_METHODS = /\.(?:map|forEach|flatMap|filter|reduce|some|every|find|sort)$/u;

/** True if a call runs a function of the project in place and to its end, every time. */
export function runsSynchronously(audited: AuditedCode, site: CallSite, target: number): boolean {
  const { code } = audited;
  const inPython = isPythonFunction(audited, site.function);
  if (isExcludedFile(code.fileOf(site.function)) || site.call.isGuess) return false;
  // An awaited call returns an awaitable, so the function is wrapped.
  if (inPython && site.call.isAwaited) return false;
  if (code.functionAt(target).decorators.some(({ name }) => NOT_IN_PLACE.test(name))) return false;
  const isCallback = findDirectTarget(site) !== target;
  if (isCallback && (inPython || !ARRAY_METHODS.test(site.call.callee))) return false;
  const node = findCallNode(audited, site);
  if (node === null || explainAbsence(node) !== null) return false;
  // A generator runs where it is iterated, not where it is passed as an argument.
  const isArgument = node.parent()?.kind() === 'argument_list';
  return !isArgument || !/\byield\b/u.test(findFunctionNode(audited, target)?.text() ?? '');
}

/** Returns the project function a call names; null: none, or it only passes a callback. */
export function findDirectTarget({ call, raw }: CallSite): number | null {
  return call.targets.length > raw.callbacks.length ? (call.targets[0] ?? null) : null;
}
