import { type CallSite, once } from '../../../../analysis/index.ts';
import { explainSingleExecution } from '../../../analysis/explain-why-call-runs-only-once.ts';
import {
  createCallCandidate,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { explainOffloading } from '../call-offloaded-to-thread.ts';

/** Decorators of functions whose result is cached, or that run in their own thread. */
const KEPT_OR_ELSEWHERE =
  /(?:^|\.)(?:lru_cache|cache|cached|cachedmethod|cached_property|alru_cache|ttl_cache|memoize[d]?|singleton|once|sync_to_async|database_sync_to_async|threaded|in_thread|shared_task)$|executor|to_thread|threadpool|run_in|async/iu;
/** Array methods that call their argument before they return. */
const AT_ONCE = /\.(?:map|forEach|flatMap|filter|reduce|some|every|find|sort)$/u;

const known = once((_: AuditedCode['code']) => new Map<string, boolean>());

/** True if a call runs a function of the project in place and to its end, every time. */
export function runsSynchronously(audited: AuditedCode, site: CallSite, target: number): boolean {
  const { code } = audited;
  const answers = known(code);
  const key = `${site.function}:${site.raw.start}:${target}`;
  const answer = answers.get(key) ?? findOut(audited, site, target);
  answers.set(key, answer);
  return answer;
}

function findOut(audited: AuditedCode, site: CallSite, target: number): boolean {
  const { code } = audited;
  const { file = '' } = code.facts.functions[site.function] ?? {};
  const inPython = isPythonFunction(audited, site.function);
  if (isExcludedFile(file) || site.call.isGuess) return false;
  // An awaited call returns an awaitable, so the function is wrapped.
  if (inPython && site.call.isAwaited) return false;
  if (code.rawOf(target).decorators.some(({ name }) => KEPT_OR_ELSEWHERE.test(name))) return false;
  if (findDirectTarget(site) !== target && (inPython || !AT_ONCE.test(site.call.callee)))
    return false;
  const candidate = createCallCandidate(site, site.call.callee, file);
  const node = findCallNode(audited, candidate);
  if (node === null || explainOffloading(candidate, audited) !== null) return false;
  if (explainSingleExecution(node) !== null) return false;
  // A generator runs where it is iterated, not where it is passed as an argument.
  const isHandedOn = node.parent()?.kind() === 'argument_list';
  return !isHandedOn || !/\byield\b/u.test(findFunctionNode(audited, target)?.text() ?? '');
}

/** Returns the project function a call names; null: none, or it only passes a callback. */
export function findDirectTarget({ call, raw }: CallSite): number | null {
  return call.targets.length > raw.callbacks.length ? (call.targets[0] ?? null) : null;
}
