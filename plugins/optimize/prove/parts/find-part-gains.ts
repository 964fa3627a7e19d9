import { join } from 'node:path';
import { parse } from '@ast-grep/napi';
import { git } from 'perf-harness/plugin';
import { scriptLanguage } from '../../../analysis/index.ts';
import type { ProofPart } from '../../document/proof-document.ts';
import { parsePatchHunks } from '../../strike/apply/parse-unified-diff.ts';
import type { AppliedChange } from '../../strike/apply-hypothesis.ts';
import type { TestVerdict } from '../../strike/run-project-tests.ts';
import { fromProject, keepState, restoreState } from '../../strike/save-and-restore-worktree.ts';
import type { Worktree } from '../../strike/trial-worktrees.ts';
import type { WorktreeState } from '../run-tests-with-and-without-change.ts';
import {
  type ChangedFile,
  type ChangePart,
  splitChange,
  textWithout,
} from './split-change-into-parts.ts';

/**
 * A change that is proven faster, and how it is measured without one of its parts. What remains
 * without a part is called the rest.
 */
export interface PartsRequest {
  readonly base: WorktreeState;
  readonly head: AppliedChange;
  /** Changed files, from the root of the project, with slashes. */
  readonly files: readonly string[];
  /** Opens a worktree for the rest, with the whole change as yet. */
  readonly openRest: () => Promise<Worktree>;
  /** Runs the tests on a state; a test that fails with the whole change too counts as passed. */
  readonly test: (side: WorktreeState) => Promise<TestVerdict>;
  /** Measures the whole change against the rest, in the folder of a worktree. */
  readonly measure: (rest: Worktree) => Promise<PartMeasurements>;
  readonly report: (text: string) => void;
}

export type PartMeasurements = Omit<
  Extract<ProofPart, { readonly state: 'gains' | 'no-gain' | 'inconclusive' }>,
  'places'
>;

/** Maximum number of parts that are left out, the largest first, since each takes a measurement. */
export const MOST_PARTS = 6;

/**
 * Leaves out each part of a change alone, and measures the rest against the whole. A part that the
 * others need is not measured. The result says nothing about several parts together.
 */
export async function findPartGains(request: PartsRequest): Promise<readonly ProofPart[]> {
  const { base, head, openRest, report } = request;
  await restoreState(base.worktree, base.tree);
  await restoreState(head.worktree, head.after);
  const files = await readChangedFiles(request);
  const parts = splitChange(files).toSorted((a, b) => b.lines - a.lines);
  if (parts.length === 0) return [];
  const rest = await openRest();
  const whole = await keepState(rest);
  const results: ProofPart[] = [];
  for (const [index, part] of parts.entries()) {
    const { places } = part;
    if (index >= MOST_PARTS) {
      const reason = `only the ${MOST_PARTS} largest parts are left out`;
      results.push({ state: 'not-measured', places, reason });
      continue;
    }
    report(
      `Measuring without part ${index + 1} of ${Math.min(parts.length, MOST_PARTS)}, ${formatPosition(part)} …`,
    );
    results.push({ places, ...(await measureWithout(part, files, { rest, request })) });
    await restoreState(rest, whole);
  }
  return results;
}

function formatPosition({ places: [first] }: ChangePart): string {
  return first === undefined ? '' : `${first.file}:${first.line}`;
}

async function readChangedFiles({
  base,
  head,
  files,
}: PartsRequest): Promise<readonly ChangedFile[]> {
  const { host, top, signal } = head.worktree;
  const args = ['diff-tree', '-p', '-r', '--unified=0', '--no-renames', '--no-color'];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/', '--no-ext-diff', '--no-textconv'];
  const diff = await git.gitText(
    host,
    ['-c', 'core.quotePath=false', ...args, ...prefixes, head.before, head.after],
    { cwd: top, signal },
  );
  const hunks = parsePatchHunks(diff).map((hunk) => ({
    ...hunk,
    file: fromProject(hunk.file, head.worktree),
  }));
  return files.map((path) => ({
    path,
    before: host.files.read(join(base.worktree.root, path)),
    after: host.files.read(join(head.worktree.root, path)),
    hunks: hunks.filter(({ file }) => file === path),
  }));
}

type PartResult =
  | PartMeasurements
  | Omit<Extract<ProofPart, { readonly state: 'not-measured' }>, 'places'>;

async function measureWithout(
  part: ChangePart,
  files: readonly ChangedFile[],
  { rest, request }: { readonly rest: Worktree; readonly request: PartsRequest },
): Promise<PartResult> {
  const refused = (reason: string): PartResult => ({ state: 'not-measured', reason });
  for (const file of files) {
    if (!part.hunks.some((hunk) => hunk.file === file.path)) continue;
    const text = textWithout(file, part);
    if (!canParse(file.path, text)) return refused(`${file.path} does not parse without it`);
    const path = join(rest.root, file.path);
    if (text === null) rest.host.files.remove(path);
    else rest.host.files.writeAtomic(path, text);
  }
  const tree = await keepState(rest);
  const tested = await request.test({ worktree: rest, tree });
  if (tested.state === 'failed') {
    const { failing, message } = tested.run;
    const reason = failing.length === 0 ? message : failing.slice(0, 3).join(', ');
    return refused(`the tests fail without it: ${reason}`);
  }
  await restoreState(rest, tree);
  await restoreState(request.head.worktree, request.head.after);
  return request.measure(rest);
}

function canParse(path: string, text: string | null): boolean {
  const language = scriptLanguage(path);
  if (text === null || language === null) return true;
  return (
    parse(language, text)
      .root()
      .find({ rule: { kind: 'ERROR' } }) === null
  );
}
