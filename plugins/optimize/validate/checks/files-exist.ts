import type { Hypothesis } from '../../document/optimization-hypothesis.ts';
import type { PlanCheck } from '../plan-check-types.ts';

/** V813-03: files that a hypothesis modifies exist inside the project, or are created by it. */
export const filesExist: PlanCheck = {
  id: 'files-exist',
  area: 'file_feasibility',
  check: ({ block, isFile }) => ({
    invalid: block.hypotheses.flatMap((hypothesis) => {
      const reason = findFileProblem(hypothesis, isFile);
      return reason === null ? [] : [{ id: hypothesis.id, reason }];
    }),
  }),
};

/** Why the files of a hypothesis cannot be modified; null: they can. */
export function findFileProblem(
  { files_to_modify: files, apply }: Hypothesis,
  isFile: (path: string) => boolean,
): string | null {
  if (files.length === 0 && apply !== null) return 'it does not say which files it modifies';
  for (const file of files) {
    if (isOutside(file)) return `${file} is outside the project`;
    if (!isFile(file) && !isMade(apply, file)) return `${file} does not exist`;
  }
  return null;
}

function isOutside(path: string): boolean {
  return /^(?:[a-z]:|[/\\])/iu.test(path) || path.split(/[/\\]/u).includes('..');
}

/** True for a new file (X814-16): a migration, or a file that a patch creates. */
function isMade(apply: Hypothesis['apply'], file: string): boolean {
  if (apply?.kind === 'sql') return apply.file === file;
  if (apply?.kind !== 'patch') return false;
  const lines = apply.patch.split(/\r?\n/u);
  return lines.some(
    (line, at) =>
      line.startsWith('--- /dev/null') &&
      (lines[at + 1] ?? '').replace(/^\+\+\+ (?:[^/]*\/)?/u, '').trim() === file,
  );
}
