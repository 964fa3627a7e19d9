import type { SgNode } from '@ast-grep/napi';
import {
  type Bindings,
  FUNCTION_KINDS,
  isInside,
  kindOf,
  lineOf,
  nodesOf,
  readBindings,
  type Span,
  spanOf,
} from '../../../analysis/index.ts';
import type { AssumedMatch, CodemodMatch, CodemodSource } from '../codemod.ts';
import { type Assumption, assumingShapes, sentenceOf } from './assuming-shapes.ts';
import type { Scene } from './file-scene.ts';
import { guardedBy } from './guards.ts';
import { createShapes } from './shapes.ts';

/**
 * What a codemod would change besides, if values of which nothing is known were what it needs. Where a
 * test of them can stand in front of the new expression, with the old one behind it, the match is
 * `guarded`; others are `checked` and say what they assume.
 *
 * @param proven - What it finds without: these places are left out.
 */
export function assumedMatches(
  source: CodemodSource,
  find: (scene: Scene) => readonly CodemodMatch[],
  proven: readonly CodemodMatch[],
): readonly AssumedMatch[] {
  const bindings = readBindings(source);
  if (bindings === null) return [];
  const shown = proven.map(placeOf);
  const notes: Assumption[] = [];
  const scene = sceneOf(source, bindings);
  const shapes = assumingShapes(scene.shapes, bindings, (one) => notes.push(one));
  return find({ ...scene, shapes })
    .filter((one) => !shown.includes(placeOf(one)))
    .flatMap((match): readonly AssumedMatch[] => {
      const needed = neededBy(match, notes, scene.root);
      if (needed.length === 0) return [];
      const guarded = guardedBy(match, needed, scene);
      if (guarded === 'there already') return [];
      if (guarded !== null) return [{ ...match, edits: guarded, evidence: 'guarded' }];
      const assumes = [...new Set(needed.map(sentenceOf))];
      return [{ ...match, assumes, evidence: 'checked' }];
    });
}

function sceneOf(source: CodemodSource, bindings: Bindings): Scene {
  return { source, root: source.root, bindings, shapes: createShapes(source, bindings) };
}

/** Names that are made up differ between two readings, places do not. */
function placeOf({ line, edits }: CodemodMatch): string {
  return [line, ...edits.map(({ start, end }) => `${start}-${end}`)].join(' ');
}

/** What was assumed on the line of a match, and between its first and last edit in its function. */
function neededBy(
  { line, edits }: CodemodMatch,
  notes: readonly Assumption[],
  root: SgNode,
): readonly Assumption[] {
  const around = outermostAround(line, edits, root);
  const own = edits.filter((one) => around === null || isInside(one, around));
  const hull = {
    start: Math.min(...own.map(({ start }) => start)),
    end: Math.max(...own.map(({ end }) => end)),
  };
  const inside = notes.filter(({ node }) => {
    const isOfPlace = lineOf(node) === line && (around === null || isInside(spanOf(node), around));
    return isOfPlace || isInside(spanOf(node), hull);
  });
  const byNode = new Map<number, Assumption>();
  // What has to be a list without holes is a list.
  for (const one of inside) {
    if (byNode.get(one.node.id())?.kind !== 'dense array') byNode.set(one.node.id(), one);
  }
  return [...byNode.values()];
}

/** The outermost function in which a match replaces something; null: it stands in the module itself. */
function outermostAround(line: number, edits: CodemodMatch['edits'], root: SgNode): Span | null {
  const first = edits.find(({ start, end }) => end > start);
  const functions = nodesOf(root, ...FUNCTION_KINDS).filter(
    (one) => lineOf(one) <= line && (first === undefined || isInside(first, spanOf(one))),
  );
  const outer = functions.find(
    (one) => !one.ancestors().some((above) => FUNCTION_KINDS.has(kindOf(above))),
  );
  return outer === undefined ? null : spanOf(outer);
}
