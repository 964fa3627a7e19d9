import type { SgNode } from '@ast-grep/napi';
import { pythonLiteral } from '../../../analysis/index.ts';

/** Migration file, with its syntax tree if it is Python. */
export interface MigrationFile {
  readonly file: string;
  readonly root: SgNode | null;
}

interface Revision {
  readonly file: string;
  readonly id: string | null;
  readonly predecessors: readonly string[];
}

/**
 * Sorts migrations so that revisions follow their predecessors, since Alembic gives them random
 * names and a later revision may drop what an earlier one creates. Files without a revision stay in
 * name order.
 */
export function sortByRevision(files: readonly MigrationFile[]): readonly string[] {
  const revisions = files.map(({ file, root }) => readRevision(file, root));
  const byName = new Map(
    revisions.flatMap((revision) => (revision.id === null ? [] : [[revision.id, revision]])),
  );
  const depths = new Map<string, number>();
  const findDepth = (revision: Revision | undefined, seen: ReadonlySet<string>): number => {
    if (revision === undefined || seen.has(revision.file)) return 0;
    const known = depths.get(revision.file);
    if (known !== undefined) return known;
    const path = new Set([...seen, revision.file]);
    const depthsBefore = revision.predecessors.map((name) => findDepth(byName.get(name), path));
    const depth = 1 + Math.max(0, ...depthsBefore);
    depths.set(revision.file, depth);
    return depth;
  };
  const withDepth = revisions.map((revision) => ({
    file: revision.file,
    depth: findDepth(revision, new Set()),
  }));
  return withDepth.sort((a, b) => a.depth - b.depth).map(({ file }) => file);
}

/** Reads `revision = "b2"` and `down_revision: str | None = "a1"`, or a tuple of names. */
function readRevision(file: string, root: SgNode | null): Revision {
  const findAssignedValue = (name: string): SgNode | null => {
    for (const statement of root?.children() ?? []) {
      const assignment = statement.kind() === 'expression_statement' ? statement.child(0) : null;
      if (assignment?.kind() === 'assignment' && assignment.field('left')?.text() === name) {
        return assignment.field('right');
      }
    }
    return null;
  };
  const id = readString(findAssignedValue('revision'));
  const downRevision = findAssignedValue('down_revision');
  const all = downRevision?.kind() === 'tuple' ? downRevision.children() : [downRevision];
  return { file, id, predecessors: all.flatMap((revisionNode) => readString(revisionNode) ?? []) };
}

function readString(node: SgNode | null): string | null {
  const value = node === null ? null : pythonLiteral(node);
  return typeof value === 'string' ? value : null;
}
