import type { SgNode } from '@ast-grep/napi';
import type { CallSite } from '../../../../analysis/index.ts';
import { isPython } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { oncePerFunction } from '../../../look/once.ts';
import type { AuditedCode } from '../../../rule.ts';
import { mayAsk, queriesIn } from '../queries/queries-in.ts';
import { wholeChain } from '../reads/chain.ts';
import { GIT } from '../statements/excuse.ts';
import { pythonStatement } from '../statements/python-statement.ts';
import type { Statement } from '../statements/statement.ts';
import { recordOf, storedRecord } from '../statements/stored-record.ts';
import { anyOnlyHandsOver } from '../statements/unflushed.ts';
import { statementWaitedFor } from '../statements/waited-for.ts';

/** Query or change that a function makes in a database. */
export interface Effect {
  readonly kind: 'read' | Statement['verb'];
  readonly site: CallSite;
  /** All that is written of it. */
  readonly node: SgNode;
  readonly model: string | null;
  /** Field of a query with a single condition. */
  readonly field: string | null;
  readonly statement: Statement;
  /** A name that it is about although it does not stand in it: `self` of `super().save()`. */
  readonly about: string | null;
}

/** Methods that make a session write its pending rows at once. */
const FLUSHES = /\.(?:flush|commit|refresh)$/u;
/** Special reads that cannot be combined with others. */
const FOR_ITSELF = /locks|anew/u;

/** The statements of one function, those of what it calls left out. */
export const effectsOf = oncePerFunction(findEffects);

/** True if a function may issue a statement, as far as can be told without its syntax. */
export function mayTouch(audited: AuditedCode, index: number): boolean {
  return audited.code
    .callsOf(index)
    .some((site) => statementAt(audited, site) !== null || mayAsk(audited, site) || isRead(site));
}

function isRead({ call }: CallSite): boolean {
  return /(?:^|\.)(?:select|query|get|get_by_id|find\w*|get_object_or_404)$/u.test(call.callee);
}

function findEffects(audited: AuditedCode, index: number): readonly Effect[] {
  const flushes = audited.code.callsOf(index).some(({ call }) => FLUSHES.test(call.callee));
  const reads = queriesIn(audited, index)
    .filter(({ special }) => special === null || !FOR_ITSELF.test(special))
    .map(({ site, node, model, field }): Effect => {
      const dialect =
        isPython(audited, index) && /\.objects\b/u.test(node.text()) ? 'django' : 'sql';
      const statement: Statement = { verb: 'update', by: 'execute', dialect, model };
      return { kind: 'read', site, node, model, field, statement, about: null };
    });
  const writes = audited.code.callsOf(index).flatMap((site): readonly Effect[] => {
    const statement = statementAt(audited, site);
    if (statement === null || (statement.by === 'session' && !flushes)) return [];
    // Statements of the project's own repositories are found in the repositories.
    const file = audited.code.facts.functions[index]?.file ?? '';
    const isElsewhere = isOfProject(site) || isOfSources(audited, file);
    if (statement.by === 'repository' && isElsewhere) return [];
    const start = nodeOf(audited, { file, site });
    if (start === null) return [];
    const { verb, model, by } = statement;
    if (by === 'repository' && verb === 'update' && anyOnlyHandsOver(audited, site, start))
      return [];
    const about = statement.by === 'record' ? recordOf(site) : null;
    return [{ kind: verb, site, node: wholeChain(start), model, field: null, statement, about }];
  });
  const isWritten = (effect: Effect): boolean =>
    writes.some(({ node }) => node.range().start.index === effect.node.range().start.index);
  return [...reads.filter((read) => !isWritten(read)), ...writes];
}

/** Returns the statement of a call; if the call is returned, the caller awaits it. */
function statementAt(audited: AuditedCode, site: CallSite): Statement | null {
  if (isPython(audited, site.function)) {
    return pythonStatement(audited, site) ?? storedRecord(audited, site);
  }
  return statementWaitedFor(audited, site) ?? storedRecord(audited, site);
}

/** True for a file that works with git, where a repository contains source code. */
function isOfSources({ code }: AuditedCode, file: string): boolean {
  return code.importsOf(file).some(({ source }) => GIT.test(source));
}

function isOfProject({ call, raw }: CallSite): boolean {
  return !call.isGuess && call.targets.length > raw.callbacks.length;
}
