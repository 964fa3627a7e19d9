import { type CallSite, once } from '../../../../analysis/index.ts';
import { findEnclosingTransaction } from '../../../analysis/transactions/list-transactions.ts';
import { readReceiver } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';

/** Maximum number of caller levels to follow. */
const HIGHEST = 3;
/** Methods that a framework calls: `form.save()`, `serializer.save()`, which calls `create` and `update`. */
const CALLED_BY_OTHERS: readonly (readonly [string, readonly string[]])[] = [
  ['save', ['save', 'create', 'update', '_save_m2m', 'perform_create', 'perform_update']],
  ['delete', ['delete', 'perform_destroy']],
];

/** Returns why a function runs in a caller's transaction; null if no known caller opens one. */
export function explainCallerTransaction(audited: AuditedCode, index: number): string | null {
  if (isCalledInside(audited, index, HIGHEST, new Set())) return 'the caller opens a transaction';
  const { owner, decorators } = audited.code.rawOf(index);
  if (decorators.some((decorator) => /\batomic\b/u.test(decorator.argumentText))) {
    return 'a decorator opens a transaction';
  }
  const method = audited.code.facts.functions[index]?.name.split('.').at(-1) ?? '';
  return owner !== null && methodsInside(audited).has(method)
    ? `a call to ${method}() inside a transaction may target this method`
    : null;
}

function isCalledInside(
  audited: AuditedCode,
  index: number,
  steps: number,
  seen: Set<number>,
): boolean {
  if (steps === 0 || seen.has(index)) return false;
  seen.add(index);
  return audited.code
    .callersOf(index)
    .some(
      (site) => isInside(audited, site) || isCalledInside(audited, site.function, steps - 1, seen),
    );
}

function isInside(audited: AuditedCode, { function: index, raw }: CallSite): boolean {
  const file = audited.code.facts.functions[index]?.file ?? '';
  const around = findEnclosingTransaction(audited, file, raw.start);
  return around !== null && around.kind !== 'autobegun';
}

const BY_FRAMEWORK = new Set(CALLED_BY_OTHERS.flatMap(([name, all]) => [name, ...all]));

/** Names of framework methods that are called in a transaction on an unknown receiver. */
const methodsInside = once((audited: AuditedCode): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    if (!file.endsWith('.py') || isExcludedFile(file)) continue;
    for (const site of audited.code.callsOf(index)) {
      const { callee, targets } = site.call;
      const method = callee.slice(callee.lastIndexOf('.') + 1);
      if (!BY_FRAMEWORK.has(method) || readReceiver(callee) === '' || targets.length > 0) continue;
      if (isInside(audited, site)) found.add(method);
    }
  }
  const others = CALLED_BY_OTHERS.flatMap(([name, all]) => (found.has(name) ? all : []));
  return new Set([...found, ...others]);
});
