import type { SgNode } from '@ast-grep/napi';
import type { CallSite, ProjectCode } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { memoizePerFunction } from '../../../analysis/memoize-per-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { listQueries, mayBeQuery } from '../queries/list-queries-in-function.ts';
import { expandCallChain } from '../reads/expand-query-call-chain.ts';
import { parseRecordSaveCall, readRecordName } from '../statements/orm-record-save-call.ts';
import { parseJavaScriptStatement } from '../statements/parse-javascript-write-statement.ts';
import { parsePythonStatement } from '../statements/parse-python-write-statement.ts';
import type { WriteStatement } from '../statements/write-statement.ts';

/** Query or change that a function makes in a database. */
export interface DatabaseEffect {
  readonly kind: 'read' | WriteStatement['verb'];
  readonly site: CallSite;
  /** Complete expression. */
  readonly node: SgNode;
  readonly model: string | null;
  /** Field of a query with a single condition. */
  readonly field: string | null;
  readonly statement: WriteStatement;
  /** Variable that the effect depends on but does not mention: `self` of `super().save()`. */
  readonly about: string | null;
}

/** Depth to which calls are followed before any syntax is inspected. */
const DEEPEST = 4;
/** Methods that make a session write its pending rows at once. */
const FLUSHES = /\.(?:flush|commit|refresh)$/u;
const READS = /(?:^|\.)(?:select|query|get|get_by_id|find\w*|get_object_or_404)$/u;
const callers = new WeakMap<ProjectCode, ReadonlySet<number>>();

/** Lists the statements of one function, excluding those of its callees. */
export const listDatabaseEffects = memoizePerFunction((audited, index) => {
  const file = audited.code.facts.functions[index]?.file ?? '';
  const calls = audited.code.callsOf(index);
  const flushes = calls.some(({ call }) => FLUSHES.test(call.callee));
  const reads = listQueries(audited, index)
    .filter(({ special }) => special === null || !/locks|reread/u.test(special))
    .map(({ site, node, model, field }): DatabaseEffect => {
      const statement = { verb: 'update', by: 'execute', dialect: 'sql', model } as const;
      return { kind: 'read', site, node, model, field, statement, about: null };
    });
  const writes = calls.flatMap((site): readonly DatabaseEffect[] => {
    const statement = parseStatement(audited, site);
    if (statement === null || (statement.by === 'session' && !flushes)) return [];
    // Statements of the project's own repositories are found in the repositories.
    const isOfProject = !site.call.isGuess && site.call.targets.length > site.raw.callbacks.length;
    if (statement.by === 'repository' && isOfProject) return [];
    const start = findCallNode(audited, { file, site });
    if (start === null) return [];
    const { verb, model, by } = statement;
    const about = by === 'record' ? readRecordName(site) : null;
    const node = expandCallChain(start);
    return [{ kind: verb, site, node, model, field: null, statement, about }];
  });
  const starts = new Set(writes.map(({ node }) => node.range().start.index));
  return [...reads.filter(({ node }) => !starts.has(node.range().start.index)), ...writes];
});

/** Returns functions leading to a possible statement through calls that certainly resolve. */
export function findDatabaseCallers(audited: AuditedCode): ReadonlySet<number> {
  const { code } = audited;
  const known = callers.get(code);
  if (known !== undefined) return known;
  const found = new Set(
    [...code.facts.functions.keys()].filter((index) =>
      code
        .callsOf(index)
        .some(
          (site) =>
            READS.test(site.call.callee) ||
            mayBeQuery(audited, site) ||
            parseStatement(audited, site) !== null,
        ),
    ),
  );
  let edge: readonly number[] = [...found];
  for (let depth = 1; depth < DEEPEST; depth += 1) {
    const next = edge.flatMap((index) => code.callersOf(index).map((caller) => caller.function));
    edge = [...new Set(next)].filter((index) => !found.has(index));
    for (const index of edge) found.add(index);
  }
  callers.set(code, found);
  return found;
}

function parseStatement(audited: AuditedCode, site: CallSite): WriteStatement | null {
  return isPythonFunction(audited, site.function)
    ? (parsePythonStatement(audited, site) ?? parseRecordSaveCall(audited, site))
    : parseJavaScriptStatement(audited, site);
}
