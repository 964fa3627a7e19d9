import { footnoteAnnotations, formatAnnotations } from './github/github-annotations.ts';
import { renderMarkdown } from './markdown/render-report-view-as-markdown.ts';
import type { Reporter } from './reporter.ts';
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
