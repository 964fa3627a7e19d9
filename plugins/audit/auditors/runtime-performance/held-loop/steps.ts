import { type CallSite, once } from '../../../../analysis/index.ts';
import { isExcluded } from '../../../judge/excluded-files.ts';
import { candidateOf, isPython } from '../../../look/calls.ts';
import { functionNode } from '../../../look/function-node.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { whyOnce } from '../../../look/read-once.ts';
import type { AuditedCode } from '../../../rule.ts';
import { whyElsewhere } from '../handed-on.ts';

/** Marks of functions whose result is kept, or that run in a thread of their own. */
const KEPT_OR_ELSEWHERE =
  /(?:^|\.)(?:lru_cache|cache|cached|cachedmethod|cached_property|alru_cache|ttl_cache|memoize[d]?|singleton|once|sync_to_async|database_sync_to_async|threaded|in_thread|shared_task)$|executor|to_thread|threadpool|run_in|async/iu;
/** Array methods that call their argument before they return. */
const AT_ONCE = /\.(?:map|forEach|flatMap|filter|reduce|some|every|find|sort)$/u;

const known = once((_: AuditedCode['code']) => new Map<string, boolean>());

/** True if a call runs a function of the project in place and to its end, every time. */
export function runsHere(audited: AuditedCode, site: CallSite, target: number): boolean {
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
  const inPython = isPython(audited, site.function);
  if (isExcluded(file) || site.call.isGuess) return false;
  // An awaited call returns an awaitable, so the function is wrapped.
  if (inPython && site.call.isAwaited) return false;
  if (code.rawOf(target).decorators.some(({ name }) => KEPT_OR_ELSEWHERE.test(name))) return false;
  if (directTarget(site) !== target && (inPython || !AT_ONCE.test(site.call.callee))) return false;
  const candidate = candidateOf(site, site.call.callee, file);
  const node = nodeOf(audited, candidate);
  if (node === null || whyElsewhere(candidate, audited) !== null) return false;
  if (whyOnce(node) !== null) return false;
  // A generator runs where it is iterated, not where it is passed as an argument.
  const isHandedOn = node.parent()?.kind() === 'argument_list';
  return !isHandedOn || !/\byield\b/u.test(functionNode(audited, target)?.text() ?? '');
}

/**
 * Returns the function that a call names; null: it names none of the project, or only passes a
 * callback.
 */
export function directTarget({ call, raw }: CallSite): number | null {
  return call.targets.length > raw.callbacks.length ? (call.targets[0] ?? null) : null;
}
