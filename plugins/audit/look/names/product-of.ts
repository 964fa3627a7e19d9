import { scopeOf } from '../../../analysis/index.ts';
import type { AuditedCode } from '../../rule.ts';
import { functionNode } from '../function-node.ts';
import { oncePerFunction } from '../once.ts';

/**
 * The full name of what a function of Python gives back, where every `return` gives the same and it is of a package, or
 * its type says so: `redis.Redis` for `def get_redis(): return redis.Redis()`. null: nobody knows.
 */
export const productOf = oncePerFunction(findProduct);

function findProduct(audited: AuditedCode, index: number): string | null {
  const { code } = audited;
  // What an async function gives has to be awaited before it is worked with.
  if (code.rawOf(index).isAsync) return null;
  const scope = functionNode(audited, index);
  if (scope === null) return null;
  const given = scope
    .findAll({ rule: { kind: 'return_statement' } })
    .filter((one) => scopeOf(one).id() === scope.id())
    .map((one) => one.child(1)?.text() ?? 'None')
    .filter((one) => one !== 'None')
    .map((one) => code.nameOf(index, one));
  const names = new Set(given);
  if (names.size > 1) return null;
  const [only = null] = names;
  const type = scope.field('return_type')?.text();
  return only ?? (type === undefined ? null : code.nameOf(index, type));
}
