import type { SgNode } from '@ast-grep/napi';
import {
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
import {
  findCalleeStatements,
  type ReachedStatement,
} from './database-statements-reached-through-calls.ts';
import { findDatabaseCallers } from './find-functions-that-may-reach-database.ts';
import type { DatabaseEffect } from './list-database-statements-of-function.ts';
import { reclassifyInserts } from './reclassify-updates-as-inserts.ts';
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

const LOOPS: ReadonlySet<unknown> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
]);
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

function findCalls(audited: AuditedCode): readonly LoopedCall[] {
  const leading = findDatabaseCallers(audited);
  return [...audited.code.facts.functions.entries()].flatMap(([index, { file }]) =>
    isExcludedFile(file)
      ? []
      : audited.code.callsOf(index).flatMap((written) => {
          if (written.call.loops === 0) return [];
          const site = resolveLoopElementCall(audited, written) ?? written;
          const leads = targetsOf(site).some((target) => leading.has(target) && target !== index);
          return leads ? lookedThrough(audited, site, file) : [];
        }),
  );
}

function lookedThrough(audited: AuditedCode, site: CallSite, file: string): readonly LoopedCall[] {
  const place = createCallCandidate(site, site.call.callee, file);
  const node = findCallNode(audited, place);
  if (node === null) return [];
  const language = languageIn(file);
  for (const loop of loopsAround(node)) {
    const names = namesFrom(loop.body, new Set(loop.names), language);
    if (!mentions(node, names, language)) continue;
    if (isBrokenOff(node, loop)) continue;
    const reached = findCalleeStatements(audited, site, names, [site.function]);
    if (reached.length === 0) return [];
    const changes = reached.some(({ effect }) => effect.kind !== 'read');
    const statements = changes ? new Set(reached.map(({ effect }) => effect.site)).size : 1;
    const made = inOrder(reclassifyInserts(audited, node, loop, language, reached));
    const adds = reached.some(({ effect }) => effect.kind === 'insert');
    return [{ ...place, node, loop, reached: made, statements, adds }];
  }
  return [];
}

/** Marks reads that follow an insert. */
function inOrder(reached: readonly ReachedStatement[]): readonly ReachedStatement[] {
  const inserts = reached.filter(({ effect }) => effect.kind === 'insert').map(wayOf);
  return reached.map((reachedEffect) =>
    reachedEffect.effect.kind === 'read' &&
    inserts.some((way) => isBefore(way, wayOf(reachedEffect)))
      ? { ...reachedEffect, isAfterInsert: true }
      : reachedEffect,
  );
}

/** Offsets of the calls on the way, each in its function. */
function wayOf({ effect, steps }: ReachedStatement): readonly CallSite[] {
  return [...steps, effect.site];
}

function isBefore(callPath: readonly CallSite[], other: readonly CallSite[]): boolean {
  for (const [at, a] of callPath.entries()) {
    const b = other[at];
    if (b === undefined || a.function !== b.function) return false;
    if (a.raw.start !== b.raw.start) return a.raw.end <= b.raw.start;
  }
  return false;
}

/** True if the loop ends after the call's iteration; an outer loop may still repeat it. */
function isBrokenOff(node: SgNode, loop: Loop): boolean {
  let isBroken = false;
  for (let at: SgNode = node, up = at.parent(); up !== null; at = up, up = at.parent()) {
    if (up.id() === loop.node.id()) return isBroken;
    // A `break` before here was of the loop inside.
    if (LOOPS.has(up.kind())) isBroken = false;
    if (up.kind() !== 'block' && up.kind() !== 'statement_block') continue;
    isBroken ||= at.nextAll().some((sibling) => sibling.kind() === 'break_statement');
  }
  return isBroken;
}

function targetsOf({ call, raw }: CallSite): readonly number[] {
  return call.isGuess
    ? call.targets.slice(call.targets.length - raw.callbacks.length)
    : call.targets;
}
