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
import { isExcluded } from '../../../judge/excluded-files.ts';
import { candidateOf } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { asMade } from './as-made.ts';
import type { Effect } from './effects.ts';
import { elementCall } from './element-call.ts';
import { leadingFunctions } from './leading.ts';
import { type Reached, reachedThrough } from './reached.ts';

/** A call in a loop that leads to statements, which follow from what the turn is for. */
export interface LoopedCall extends CallCandidate {
  readonly node: SgNode;
  readonly loop: Loop;
  readonly reached: readonly Reached[];
  /**
   * Number of statements that the call leads to, including those of other kinds; 1 if all are
   * reads.
   */
  readonly statements: number;
  /** Rows are added on the way, whatever else is done. */
  readonly adds: boolean;
}

const LOOPS: ReadonlySet<unknown> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
]);
const known = new WeakMap<ProjectCode, readonly LoopedCall[]>();

/** Calls in loops that lead to a statement of one of these kinds, with those statements alone. */
export function* callsThatLeadTo(
  audited: AuditedCode,
  kinds: readonly Effect['kind'][],
): Generator<LoopedCall> {
  const all = known.get(audited.code) ?? findCalls(audited);
  known.set(audited.code, all);
  for (const loopedCall of all) {
    const reached = loopedCall.reached.filter(({ effect }) => kinds.includes(effect.kind));
    if (reached.length > 0) yield { ...loopedCall, reached };
  }
}

function findCalls(audited: AuditedCode): readonly LoopedCall[] {
  const leading = leadingFunctions(audited);
  return [...audited.code.facts.functions.entries()].flatMap(([index, { file }]) =>
    isExcluded(file)
      ? []
      : audited.code.callsOf(index).flatMap((written) => {
          if (written.call.loops === 0) return [];
          const site = elementCall(audited, written) ?? written;
          const leads = targetsOf(site).some((target) => leading.has(target) && target !== index);
          return leads ? lookedThrough(audited, site, file) : [];
        }),
  );
}

function lookedThrough(audited: AuditedCode, site: CallSite, file: string): readonly LoopedCall[] {
  const place = candidateOf(site, site.call.callee, file);
  const node = nodeOf(audited, place);
  if (node === null) return [];
  const language = languageIn(file);
  for (const loop of loopsAround(node)) {
    const names = namesFrom(loop.body, new Set(loop.names), language);
    if (!mentions(node, names, language)) continue;
    if (isBrokenOff(node, loop)) continue;
    const reached = reachedThrough(audited, site, names, [site.function]);
    if (reached.length === 0) return [];
    const changes = reached.some(({ effect }) => effect.kind !== 'read');
    const statements = changes ? new Set(reached.map(({ effect }) => effect.site)).size : 1;
    const made = inOrder(asMade(audited, node, loop, language, reached));
    const adds = reached.some(({ effect }) => effect.kind === 'insert');
    return [{ ...place, node, loop, reached: made, statements, adds }];
  }
  return [];
}

/** Marks reads that follow an insert. */
function inOrder(reached: readonly Reached[]): readonly Reached[] {
  const inserts = reached.filter(({ effect }) => effect.kind === 'insert').map(wayOf);
  return reached.map((reachedEffect) =>
    reachedEffect.effect.kind === 'read' &&
    inserts.some((way) => isBefore(way, wayOf(reachedEffect)))
      ? { ...reachedEffect, isAfterInsert: true }
      : reachedEffect,
  );
}

/** Offsets of the calls on the way, each in its function. */
function wayOf({ effect, steps }: Reached): readonly CallSite[] {
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

/** The loop ends with the turn that makes the call: one around it may repeat it all the same. */
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
