import type { SgNode } from '@ast-grep/napi';
import {
  around,
  type CallSite,
  type Loop,
  languageIn,
  loopsAround,
  mentions,
  namesFrom,
  type ProjectCode,
} from '../../../../analysis/index.ts';
import { createCallCandidate } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { parseStatement } from '../statements/find-write-statements-in-loops.ts';
import type { WriteStatement } from '../statements/write-statement.ts';
import {
  findCalleeStatements,
  type ReachedStatement,
} from './database-statements-reached-through-calls.ts';
import {
  type DatabaseEffect,
  findDatabaseCallers,
} from './list-database-statements-of-function.ts';
import { resolveLoopElementCall } from './resolve-model-method-call-on-loop-row.ts';

/** Call in a loop that leads to statements that depend on the iteration. */
export interface LoopedCall extends CallCandidate {
  readonly node: SgNode;
  readonly loop: Loop;
  readonly reached: readonly ReachedStatement[];
  /** Number of statements the call leads to, including other kinds; 1 if all are reads. */
  readonly statements: number;
  /** Set when the call path inserts rows, whatever else it does. */
  readonly adds: boolean;
}

const known = new WeakMap<ProjectCode, readonly LoopedCall[]>();

/** Yields calls in loops that lead to statements of the given kinds, with those statements only. */
export function* findLoopedCalls(
  audited: AuditedCode,
  kinds: readonly DatabaseEffect['kind'][],
): Generator<LoopedCall> {
  const all = known.get(audited.code) ?? findCalls(audited);
  known.set(audited.code, all);
  for (const loopedCall of all) {
    const reached = loopedCall.reached.filter(({ effect }) => kinds.includes(effect.kind));
    if (reached.length > 0) yield { ...loopedCall, reached };
  }
}

/** Yields calls in loops that lead to writes and are not recognized as statements themselves. */
export function* findLoopedWriteCalls(
  audited: AuditedCode,
  verbs: readonly WriteStatement['verb'][],
): Generator<LoopedCall> {
  for (const loopedCall of findLoopedCalls(audited, verbs)) {
    if (parseStatement(audited, loopedCall.site) === null) yield loopedCall;
  }
}

function findCalls(audited: AuditedCode): readonly LoopedCall[] {
  const callers = findDatabaseCallers(audited);
  return [...audited.code.facts.functions.entries()].flatMap(([index, { file }]) =>
    isExcludedFile(file)
      ? []
      : audited.code.callsOf(index).flatMap((written) => {
          if (written.call.loops === 0) return [];
          const site = resolveLoopElementCall(audited, written) ?? written;
          const { targets, isGuess } = site.call;
          const callbacks = targets.length - site.raw.callbacks.length;
          const certain = isGuess ? targets.slice(callbacks) : targets;
          return certain.some((target) => callers.has(target) && target !== index)
            ? findReachedByCall(audited, site, file)
            : [];
        }),
  );
}

function findReachedByCall(
  audited: AuditedCode,
  site: CallSite,
  file: string,
): readonly LoopedCall[] {
  const place = createCallCandidate(site, site.call.callee, file);
  const node = findCallNode(audited, place);
  if (node === null) return [];
  const language = languageIn(file);
  for (const loop of loopsAround(node)) {
    const names = namesFrom(loop.body, new Set(loop.names), language);
    if (!mentions(node, names, language) || endsLoop(node, loop)) continue;
    const all = findCalleeStatements(audited, site, names, [site.function]);
    const inserts = all.filter(({ effect }) => effect.kind === 'insert');
    // A read after an insert depends on the new row.
    const reached = all.filter(
      (read) => read.effect.kind !== 'read' || !inserts.some((insert) => isBefore(insert, read)),
    );
    if (reached.length === 0) return [];
    const changes = reached.some(({ effect }) => effect.kind !== 'read');
    const statements = changes ? new Set(reached.map(({ effect }) => effect.site)).size : 1;
    return [{ ...place, node, loop, reached, statements, adds: inserts.length > 0 }];
  }
  return [];
}

/** True if a statement comes before another where the calls that lead to them part. */
function isBefore(earlier: ReachedStatement, later: ReachedStatement): boolean {
  const [path, other] = [pathOf(earlier), pathOf(later)];
  const at = path.findIndex((site, depth) => site.raw.start !== other[depth]?.raw.start);
  const [a, b] = [path[at], other[at]];
  return a?.function === b?.function && (a?.raw.end ?? 0) <= (b?.raw.start ?? -1);
}

function pathOf({ effect, steps }: ReachedStatement): readonly CallSite[] {
  return [...steps, effect.site];
}

/** True if a `break` of the loop follows the call in its block. */
function endsLoop(node: SgNode, loop: Loop): boolean {
  return [node, ...around(node)].some((inner) => {
    const [nearest] = loopsAround(inner);
    const isDirect = nearest?.node.id() === loop.node.id();
    return isDirect && inner.nextAll().some((sibling) => sibling.kind() === 'break_statement');
  });
}
