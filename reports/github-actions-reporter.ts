import type { Finding } from '../harness/model/finding.ts';
import type { Footnote } from './display-facts/collect-finding-footnotes.ts';
import type { Annotation } from './format-independent-report-view.ts';
import { renderMarkdown } from './markdown/render-report-view-as-markdown.ts';
import { type Reporter, type RepositoryPaths, resolveRepositoryPath } from './reporter.ts';
import { redactHomeFolders } from './text/redact-home-folders.ts';
import { createView } from './views/create-document-view.ts';

/** GitHub rejects a step summary above 1 MiB entirely. */
const SUMMARY_BYTES = 1_048_576;

/**
 * For GitHub Actions, in two parts: workflow commands on standard output, which become annotations,
 * and the job summary, which is appended to the file that GITHUB_STEP_SUMMARY names.
 */
export const githubReporter: Reporter = {
  id: 'github',
  render: (shown, options) => {
    const { headline, annotations, footnotes, areNotesErrors } = createView(shown, options);
    const safe = [...annotations, ...footnoteAnnotations(footnotes, areNotesErrors)].map(
      (annotation) => ({ ...annotation, message: redactHomeFolders(annotation.message) }),
    );
    const lines = formatAnnotations(safe, options.place ?? null);
    return `${[...lines, `perf-harness: ${redactHomeFolders(headline.sentence)}`].join('\n')}\n`;
  },
  sideTexts: (shown, options) => {
    const text = withinLimit(redactHomeFolders(renderMarkdown(createView(shown, options))));
    return [{ fileVariable: 'GITHUB_STEP_SUMMARY', text }];
  },
};

/** Cuts a summary that is too long at the end of a line; verdict and overview come first. */
function withinLimit(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= SUMMARY_BYTES) return text;
  const note = '\n\nThe rest exceeds the size limit of a job summary.\n';
  const kept = bytes.subarray(0, SUMMARY_BYTES - Buffer.byteLength(note)).toString('utf8');
  return kept.slice(0, kept.lastIndexOf('\n')) + note;
}

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
function formatAnnotations(
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
function footnoteAnnotations(
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
