import type { SgNode } from '@ast-grep/napi';
import { around } from '../../../../analysis/index.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';

/** Missing part of a transaction that is begun explicitly in TypeScript or JavaScript. */
export interface RollbackGap {
  readonly issue: string;
  readonly recommendation: string;
}

const QUERIES = /\.(?:query|execute|raw|exec|run|unsafe)$/u;

/** Returns what a transaction lacks, or null if nothing is missing. */
export function findRollbackGap(
  { code }: AuditedCode,
  found: CallCandidate,
  handles: readonly string[],
): RollbackGap | null {
  const sites = code.callsOf(found.site.function);
  const { callee } = found.site.call;
  const [handle = ''] = handles.slice(-1);
  const isRunner = /\.startTransaction$/u.test(callee);
  const rollback = isRunner
    ? `${handle}.rollbackTransaction()`
    : QUERIES.test(callee)
      ? `${handle}.query('ROLLBACK')`
      : `${handle}.rollback()`;
  const handlers = handlersIn(code.syntaxOf(found.file), found);
  const isRolledBack = handlers.some((handler) =>
    /rollback|abortTransaction/iu.test(handler.text()),
  );
  const made = sites.find(({ call }) => /\.createQueryRunner$/u.test(call.callee));
  const isReleased = handlers.some((handler) => /\.release\s*\(/u.test(handler.text()));
  const lacksRelease = made !== undefined && !isReleased;
  if (isRolledBack && !lacksRelease) return null;
  const release = `call ${handle}.release() in a finally block`;
  if (isRolledBack) {
    return {
      issue: `on a query runner that no finally block releases, so a failure leaks its connection`,
      recommendation: `${release[0]?.toUpperCase()}${release.slice(1)}`,
    };
  }
  return {
    issue: `that no catch or finally block rolls back, so a failure leaves it open on ${handle}`,
    recommendation: `Call ${rollback} in a catch block and rethrow${lacksRelease ? `, and ${release}` : ''}`,
  };
}

/** Returns every `catch`, `finally` and `.catch()` of the function that contains the begin. */
function handlersIn(root: SgNode | null, { site }: CallCandidate): readonly SgNode[] {
  if (root === null) return [];
  const at = root
    .findAll({ rule: { any: [{ kind: 'call_expression' }] } })
    .find(
      (callNode) =>
        callNode.range().start.index === site.raw.start &&
        callNode.range().end.index === site.raw.end,
    );
  if (at === undefined) return [];
  const outer = [...around(at)].at(-1) ?? at;
  const chained = outer.findAll({ rule: { kind: 'call_expression' } }).filter((callNode) => {
    const callee = callNode.field('function')?.text() ?? '';
    return /\.(?:catch|finally)$/su.test(callee);
  });
  const clauses = { any: [{ kind: 'catch_clause' }, { kind: 'finally_clause' }] };
  return [...outer.findAll({ rule: clauses }), ...chained];
}
