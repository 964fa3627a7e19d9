import {
  type CallSite,
  type Loop,
  loopsAround,
  once,
  type ProjectCode,
} from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Class rows: `Book.objects.all()`, `select(Book)`, `session.query(Book)`, `Book.findAll()`. */
const ROWS =
  /\b([A-Z]\w*)\.(?:objects\b|query\b|find(?:All|Many)?\()|\b(?:select|query)\(\s*(?:\w+\.)?([A-Z]\w*)/u;

/** Resolves a method call on the loop element, a row, to its class's method; null for others. */
export function resolveLoopElementCall(audited: AuditedCode, site: CallSite): CallSite | null {
  const { call } = site;
  if (call.targets.length > 0 && !call.isGuess) return null;
  const [, name = '', method = ''] = /^(\w+)\.(\w+)$/u.exec(call.callee) ?? [];
  const models = findModels(audited);
  const owners = ownersOfMethods(audited.code).get(method) ?? [];
  if (!owners.some(({ owner }) => models.has(owner))) return null;
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  const loops = node === null ? [] : [...loopsAround(node)];
  const loop = loops.find(({ names }) => names.includes(name));
  const model = loop === undefined ? null : resolveRowModel(audited, site, loop);
  const target = owners.find(({ owner }) => owner === model && models.has(owner))?.index;
  return target === undefined
    ? null
    : { ...site, call: { ...call, targets: [target], isGuess: false } };
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
  // `stmt = select(Book)`, then `session.execute(stmt).scalars().all()`.
  const built = /\b(?:execute|scalars)\(\s*(\w+)\s*\)/u.exec(made)?.[1];
  const statement = built === undefined ? null : resolveVariable(audited, site, built);
  const [, first, second] =
    ROWS.exec(statement === null ? made : statement.of + statement.argumentText) ?? [];
  return first ?? second ?? null;
}

/** Methods of classes by their bare names. */
const ownersOfMethods = once((code: ProjectCode) =>
  Map.groupBy(
    [...code.facts.functions.entries()].flatMap(([index, { name }]) => {
      const [owner = '', method] = name.split('.');
      return method === undefined ? [] : [{ owner, method, index }];
    }),
    ({ method }) => method,
  ),
);
