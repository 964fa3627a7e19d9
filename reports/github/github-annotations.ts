import type { Finding } from '../../harness/model/finding.ts';
import type { Footnote } from '../display-facts/collect-finding-footnotes.ts';
import type { Annotation } from '../format-independent-report-view.ts';
import type { RepositoryPaths } from '../reporter.ts';
import { resolveRepositoryPath } from './resolve-repository-path.ts';

const COMMANDS: Readonly<Record<Finding['level'], string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
};

/** GitHub shows ten of each level for a step and drops the others in silence. */
const SHOWN_OF_A_LEVEL = 10;

/**
 * Formats annotations as workflow commands, `::error title=…::message`. Annotations beyond GitHub's
 * limit per level are replaced by one with their number.
 * @param place - null: the project is assumed to be at the top of its repository.
 */
export function formatAnnotations(
  annotations: readonly Annotation[],
  place: RepositoryPaths | null,
): readonly string[] {
  const line = (annotation: Annotation): string => commandLine(annotation, place);
  return (['error', 'warning', 'info'] as const).flatMap((level) => {
    const own = annotations.filter((annotation) => annotation.level === level);
    if (own.length <= SHOWN_OF_A_LEVEL) return own.map(line);
    const shown = own.slice(0, SHOWN_OF_A_LEVEL - 1);
    const message = `${own.length - shown.length} more annotations are in the job summary`;
    return [...shown, { level, title: 'perf-harness', message }].map(line);
  });
}

function commandLine(
  { level, title, message, file: known = null, line }: Annotation,
  place: RepositoryPaths | null,
): string {
  const file = known === null ? null : resolveRepositoryPath(known, place);
  const at = line === undefined ? '' : `line=${line},`;
  const where = file === null ? '' : `file=${escapeProperty(file)},${at}`;
  return `::${COMMANDS[level]} ${where}title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** Escapes a message; percent signs first, since the escapes themselves contain them. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** A property must hide the separators of properties too. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * Converts footnotes to annotations; informational notes appear in the summary only.
 * @param areErrors - True: errors remain errors and name the scenarios they invalidate; otherwise
 * they become warnings.
 */
export function footnoteAnnotations(
  footnotes: readonly Footnote[],
  areErrors = false,
): readonly Annotation[] {
  return footnotes
    .filter(({ level }) => level !== 'info')
    .map(({ level, id, message, remedy, scenarios, file }) => ({
      level: areErrors ? level : 'warning',
      title: scenarios.length === 0 || !areErrors ? id : `${scenarios.join(', ')}: ${id}`,
      message: remedy === null ? message : `${message}\n${remedy}`,
      file,
    }));
}
