import {
  type CallSite,
  type Loop,
  loopsAround,
  type ProjectCode,
} from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import { findDatabaseCallers } from './find-functions-that-may-reach-database.ts';

/** Class rows: `Book.objects.all()`, `select(Book)`, `session.query(Book)`, `Book.findAll()`. */
const ROWS =
  /\b([A-Z]\w*)\.(?:objects\b|query\b|find(?:All|Many)?\()|\b(?:select|query)\(\s*(?:\w+\.)?([A-Z]\w*)/u;
const known = new WeakMap<ProjectCode, ReadonlyMap<string, number>>();

/** Resolves a method call on the loop element, a row, to its class's method; null for others. */
export function resolveLoopElementCall(audited: AuditedCode, site: CallSite): CallSite | null {
  const { call } = site;
  if (call.targets.length > 0 && !call.isGuess) return null;
  const [, name = '', method = ''] = /^(\w+)\.(\w+)$/u.exec(call.callee) ?? [];
  const methods = known.get(audited.code) ?? methodsOfModels(audited);
  known.set(audited.code, methods);
  if (method === '' || !methods.has(method)) return null;
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  if (node === null) return null;
  for (const loop of loopsAround(node)) {
    if (!loop.names.includes(name)) continue;
    const target = methods.get(`${resolveRowModel(audited, site, loop)}.${method}`);
    return target === undefined
      ? null
      : { ...site, call: { ...call, targets: [target], isGuess: false } };
  }
  return null;
}

/** Returns the class of the rows that a loop goes through, if the query for them states it. */
export function resolveRowModel(
  audited: AuditedCode,
  site: CallSite,
  { over }: Loop,
): string | null {
  const text = over.text();
  const origin = /^\w+$/u.test(text) ? resolveVariable(audited, site, text) : null;
  const made = origin === null ? text : origin.of + origin.argumentText;
  const [, first, second] = ROWS.exec(made) ?? [];
  if (first !== undefined || second !== undefined) return first ?? second ?? null;
  // `stmt = select(Book)`, then `session.execute(stmt).scalars().all()`.
  const built = /\b(?:execute|scalars)\(\s*(\w+)\s*\)/u.exec(made)?.[1];
  const statement = built === undefined ? null : resolveVariable(audited, site, built);
  const [, third, fourth] =
    statement === null ? [] : (ROWS.exec(statement.of + statement.argumentText) ?? []);
  return third ?? fourth ?? null;
}

/** Methods of models that lead to a statement, as `Book.copies`, and their bare names. */
function methodsOfModels(audited: AuditedCode): ReadonlyMap<string, number> {
  const models = findModels(audited);
  return new Map(
    [...findDatabaseCallers(audited)].flatMap((index): readonly (readonly [string, number])[] => {
      const { name = '' } = audited.code.facts.functions[index] ?? {};
      const [owner = '', method = ''] = name.split('.');
      return method !== '' && models.has(owner)
        ? [
            [name, index],
            [method, index],
          ]
        : [];
    }),
  );
}
