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
import { assumeTypes, describeAssumption, type TypeAssumption } from './assume-types.ts';
import { addTypeGuard } from './guard-edit-by-type-test.ts';
import type { AnalysisContext } from './type-aware-file-context.ts';
import { createTypeInference } from './type-inference.ts';

/**
 * Finds further matches of a codemod that need unknown values to have a certain type. A match is
 * `guarded` if a test of them can precede the new expression, with the old one as fallback; others
 * are `checked` and state their assumptions.
 *
 * @param proven - Matches found without assumptions, which are left out.
 */
export function findAssumedMatches(
  source: CodemodSource,
  find: (scene: AnalysisContext) => readonly CodemodMatch[],
  proven: readonly CodemodMatch[],
): readonly AssumedMatch[] {
  const bindings = readBindings(source);
  if (bindings === null) return [];
  const shown = proven.map(placeOf);
  const notes: TypeAssumption[] = [];
  const scene = sceneOf(source, bindings);
  const shapes = assumeTypes(scene.shapes, bindings, (assumption) => notes.push(assumption));
  return find({ ...scene, shapes })
    .filter((match) => !shown.includes(placeOf(match)))
    .flatMap((match): readonly AssumedMatch[] => {
      const needed = neededBy(match, notes, scene.root);
      if (needed.length === 0) return [];
      const guarded = addTypeGuard(match, needed, scene);
      if (guarded === 'there already') return [];
      if (guarded !== null) return [{ ...match, edits: guarded, evidence: 'guarded' }];
      const assumes = [...new Set(needed.map(describeAssumption))];
      return [{ ...match, assumes, evidence: 'checked' }];
    });
}

function sceneOf(source: CodemodSource, bindings: Bindings): AnalysisContext {
  return { source, root: source.root, bindings, shapes: createTypeInference(source, bindings) };
}

/** Names that are made up differ between two readings, places do not. */
function placeOf({ line, edits }: CodemodMatch): string {
  return [line, ...edits.map(({ start, end }) => `${start}-${end}`)].join(' ');
}

/** Returns assumptions on a match's line, and between its first and last edit in its function. */
function neededBy(
  { line, edits }: CodemodMatch,
  notes: readonly TypeAssumption[],
  root: SgNode,
): readonly TypeAssumption[] {
  const around = outermostAround(line, edits, root);
  const own = edits.filter((edit) => around === null || isInside(edit, around));
  const hull = {
    start: Math.min(...own.map(({ start }) => start)),
    end: Math.max(...own.map(({ end }) => end)),
  };
  const inside = notes.filter(({ node }) => {
    const isOfPlace = lineOf(node) === line && (around === null || isInside(spanOf(node), around));
    return isOfPlace || isInside(spanOf(node), hull);
  });
  return [...new Map(inside.map((assumption) => [assumption.node.id(), assumption])).values()];
}

/** Returns the outermost function in which a match replaces something; null at module level. */
function outermostAround(line: number, edits: CodemodMatch['edits'], root: SgNode): Span | null {
  const first = edits.find(({ start, end }) => end > start);
  const functions = nodesOf(root, ...FUNCTION_KINDS).filter(
    (node) => lineOf(node) <= line && (first === undefined || isInside(first, spanOf(node))),
  );
  const outer = functions.find(
    (functionNode) => !functionNode.ancestors().some((above) => FUNCTION_KINDS.has(kindOf(above))),
  );
  return outer === undefined ? null : spanOf(outer);
}
