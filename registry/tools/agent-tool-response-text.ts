import type { ReportDocument } from '../../harness/model/documents/any-report-document.ts';
import { attachDocumentView } from '../attach-plugin-document-view.ts';
import type { Plugin } from '../plugin.ts';
import type { Document } from '../plugin-document-kind.ts';

/** Longest text in characters; more costs an agent more than it is worth. */
const MOST = 12_000;

/** Renders a document with the reporter for agents, cut at a line where it is long. */
export async function answerText(document: ReportDocument): Promise<string> {
  const { agentReporter } = await import('../../reports/agent-reporter.ts');
  return shorten(agentReporter.render(document, { width: 80, color: false }));
}

/** Text of a document's view for agents. */
export async function formatViewAnswer(document: Document, plugin: Plugin): Promise<string> {
  const { agentReporter } = await import('../../reports/agent-reporter.ts');
  const viewed = await attachDocumentView(document, [plugin]);
  return shorten(agentReporter.render(viewed, { width: 80, color: false }));
}

/** Truncates a text, stating how much is left out. */
export function shorten(text: string): string {
  if (text.length <= MOST) return text;
  const cut = text.lastIndexOf('\n', MOST);
  const kept = text.slice(0, cut < 0 ? MOST : cut);
  return `${kept}\n… ${text.length - kept.length} more characters; read the resource for the full text.\n`;
}
