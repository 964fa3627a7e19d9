import type { SgNode } from '@ast-grep/napi';
import { pythonLiteral } from '../../../analysis/index.ts';

/** Migration file, with its syntax tree if it is Python. */
export interface MigrationFile {
  readonly file: string;
  readonly root: SgNode | null;
}

interface Revision {
  readonly file: string;
  readonly own: string | null;
  readonly before: readonly string[];
}

/**
 * Sorts migrations so that revisions follow their predecessors, since Alembic gives them random
 * names and a later revision may drop what an earlier one creates. Files without a revision stay in
 * name order.
 */
export function sortByRevision(files: readonly MigrationFile[]): readonly string[] {
  const revisions = files.map(({ file, root }) => revisionOf(file, root));
  const byName = new Map(
    revisions.flatMap((revision) => (revision.own === null ? [] : [[revision.own, revision]])),
  );
  const depths = new Map<string, number>();
  const depthOf = (revision: Revision | undefined, seen: ReadonlySet<string>): number => {
    if (revision === undefined || seen.has(revision.file)) return 0;
    const known = depths.get(revision.file);
    if (known !== undefined) return known;
    const inside = new Set([...seen, revision.file]);
    const before = revision.before.map((name) => depthOf(byName.get(name), inside));
    const depth = 1 + Math.max(0, ...before);
    depths.set(revision.file, depth);
    return depth;
  };
  const placed = revisions.map((revision) => ({
    file: revision.file,
    depth: depthOf(revision, new Set()),
  }));
  return placed.sort((a, b) => a.depth - b.depth).map(({ file }) => file);
}

/** Reads `revision = "b2"` and `down_revision: str | None = "a1"`, or a tuple of names. */
function revisionOf(file: string, root: SgNode | null): Revision {
  const named = (name: string): SgNode | null => {
    for (const statement of root?.children() ?? []) {
      const assignment = statement.kind() === 'expression_statement' ? statement.child(0) : null;
      if (assignment?.kind() === 'assignment' && assignment.field('left')?.text() === name) {
        return assignment.field('right');
      }
    }
    return null;
  };
  const own = textOf(named('revision'));
  const before = named('down_revision');
  const all = before?.kind() === 'tuple' ? before.children() : [before];
  return { file, own, before: all.flatMap((revisionNode) => textOf(revisionNode) ?? []) };
}

function textOf(node: SgNode | null): string | null {
  const value = node === null ? null : pythonLiteral(node);
  return typeof value === 'string' ? value : null;
}
