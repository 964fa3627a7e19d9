import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { memoizePerFunction } from '../../../analysis/memoize-per-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import { listQueries, mayBeQuery } from '../queries/list-queries-in-function.ts';
import { expandCallChain } from '../reads/expand-query-call-chain.ts';
import { parseAwaitedStatement } from '../statements/awaited-javascript-write-statement.ts';
import { GIT_PACKAGES } from '../statements/justify-write-statement-in-loop.ts';
import { parseRecordSaveCall, readRecordName } from '../statements/orm-record-save-call.ts';
import { parsePythonStatement } from '../statements/parse-python-write-statement.ts';
import { everyTargetOnlyAdds } from '../statements/session-add-only-calls.ts';
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

/** Methods that make a session write its pending rows at once. */
const FLUSHES = /\.(?:flush|commit|refresh)$/u;
/** Special reads that cannot be combined with others. */
const FOR_ITSELF = /locks|anew/u;

/** Lists the statements of one function, excluding those of its callees. */
export const listDatabaseEffects = memoizePerFunction(findEffects);

/** True if a function may issue a statement, as far as can be told without its syntax. */
export function mayQueryDatabase(audited: AuditedCode, index: number): boolean {
  return audited.code
    .callsOf(index)
    .some(
      (site) => statementAt(audited, site) !== null || mayBeQuery(audited, site) || isRead(site),
    );
}

function isRead({ call }: CallSite): boolean {
  return /(?:^|\.)(?:select|query|get|get_by_id|find\w*|get_object_or_404)$/u.test(call.callee);
}

function findEffects(audited: AuditedCode, index: number): readonly DatabaseEffect[] {
  const flushes = audited.code.callsOf(index).some(({ call }) => FLUSHES.test(call.callee));
  const reads = listQueries(audited, index)
    .filter(({ special }) => special === null || !FOR_ITSELF.test(special))
    .map(({ site, node, model, field }): DatabaseEffect => {
      const dialect =
        isPythonFunction(audited, index) && /\.objects\b/u.test(node.text()) ? 'django' : 'sql';
      const statement: WriteStatement = { verb: 'update', by: 'execute', dialect, model };
      return { kind: 'read', site, node, model, field, statement, about: null };
    });
  const writes = audited.code.callsOf(index).flatMap((site): readonly DatabaseEffect[] => {
    const statement = statementAt(audited, site);
    if (statement === null || (statement.by === 'session' && !flushes)) return [];
    // Statements of the project's own repositories are found in the repositories.
    const file = audited.code.facts.functions[index]?.file ?? '';
    const isElsewhere = isOfProject(site) || isOfSources(audited, file);
    if (statement.by === 'repository' && isElsewhere) return [];
    const start = findCallNode(audited, { file, site });
    if (start === null) return [];
    const { verb, model, by } = statement;
    if (by === 'repository' && verb === 'update' && everyTargetOnlyAdds(audited, site, start))
      return [];
    const about = statement.by === 'record' ? readRecordName(site) : null;
    return [
      { kind: verb, site, node: expandCallChain(start), model, field: null, statement, about },
    ];
  });
  const isWritten = (effect: DatabaseEffect): boolean =>
    writes.some(({ node }) => node.range().start.index === effect.node.range().start.index);
  return [...reads.filter((read) => !isWritten(read)), ...writes];
}

/** Returns the statement of a call; if the call is returned, the caller awaits it. */
function statementAt(audited: AuditedCode, site: CallSite): WriteStatement | null {
  if (isPythonFunction(audited, site.function)) {
    return parsePythonStatement(audited, site) ?? parseRecordSaveCall(audited, site);
  }
  return parseAwaitedStatement(audited, site) ?? parseRecordSaveCall(audited, site);
}

/** True for a file that works with git, where a repository contains source code. */
function isOfSources({ code }: AuditedCode, file: string): boolean {
  return code.importsOf(file).some(({ source }) => GIT_PACKAGES.test(source));
}

function isOfProject({ call, raw }: CallSite): boolean {
  return !call.isGuess && call.targets.length > raw.callbacks.length;
}
