import { COMPARISON_SCHEMA } from '../harness/model/documents/document.ts';
import { GATE_SCHEMA } from '../harness/model/documents/gate-document.ts';
import type { ReportDocument } from '../harness/model/documents/report-document.ts';
import { comparisonFacts } from './facts/comparison/comparison-facts.ts';
import { gateFacts } from './facts/gate/gate-facts.ts';
import { annotationLines } from './github/annotation.ts';
import { comparisonAnnotations } from './github/comparison-annotations.ts';
import { footnoteAnnotations } from './github/footnote-annotations.ts';
import { gateAnnotations } from './github/gate-annotations.ts';
import { documentMarkdown } from './markdown/document-markdown.ts';
import { markdownOf } from './markdown/view-markdown.ts';
import type { RenderOptions, Reporter, SideText } from './reporter.ts';
import { withoutHomes } from './text/without-homes.ts';
import type { Annotation, View } from './view.ts';
import { viewOf } from './views/view-of.ts';

/** GitHub refuses a step's summary above 1 MiB as a whole. */
const SUMMARY_BYTES = 1_048_576;

/**
 * For GitHub Actions, in two parts: workflow commands on standard output, which become annotations,
 * and the job summary, which is appended to the file that GITHUB_STEP_SUMMARY names.
 */
export const githubReporter: Reporter = {
  id: 'github',
  render: (document, options) => outputOf(annotationsOf(document, options), options),
  sideTexts: (document, options) => [summaryOf(documentMarkdown(document, options))],
  view: {
    render: ({ view }, options) => outputOf(annotationsOfView(view), options),
    sideTexts: ({ view }) => [summaryOf(markdownOf(view))],
  },
};

/** A verdict in a sentence, and the places that it is about. */
interface Annotated {
  readonly sentence: string;
  readonly annotations: readonly Annotation[];
}

function outputOf({ sentence, annotations }: Annotated, { place }: RenderOptions): string {
  const safe = annotations.map((annotation) => ({
    ...annotation,
    message: withoutHomes(annotation.message),
  }));
  const lines = annotationLines(safe, place ?? null);
  return `${[...lines, `perf-harness: ${withoutHomes(sentence)}`].join('\n')}\n`;
}

function summaryOf(markdown: string): SideText {
  return { fileVariable: 'GITHUB_STEP_SUMMARY', text: withinLimit(withoutHomes(markdown)) };
}

function annotationsOfView({ headline, annotations, footnotes, areNotesErrors }: View): Annotated {
  return {
    sentence: headline.sentence,
    annotations: [...annotations, ...footnoteAnnotations(footnotes, areNotesErrors)],
  };
}

function annotationsOf(document: ReportDocument, options: RenderOptions): Annotated {
  switch (document.schema) {
    case COMPARISON_SCHEMA: {
      const facts = comparisonFacts(document, options);
      return { sentence: facts.headline.sentence, annotations: comparisonAnnotations(facts) };
    }
    case GATE_SCHEMA: {
      const facts = gateFacts(document);
      const annotations = gateAnnotations(facts, document);
      return { sentence: facts.headline.sentence, annotations };
    }
    default:
      return annotationsOfView(viewOf(document, options));
  }
}

/** The beginning of a summary that is too long, cut at a line: verdict and overview come first. */
function withinLimit(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= SUMMARY_BYTES) return text;
  const note = '\n\nThe rest does not fit into a job summary.\n';
  const kept = bytes.subarray(0, SUMMARY_BYTES - Buffer.byteLength(note)).toString('utf8');
  return kept.slice(0, kept.lastIndexOf('\n')) + note;
}
