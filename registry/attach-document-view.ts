// Gives `perf-harness/plugin` its meaning, whatever is installed beside the plugin.
import '../harness/loader/register-self-reference.ts';
import type { ShownDocument } from '../reports/reporter.ts';
import { isCoreDocument } from '../reports/views/create-document-view.ts';
import type { Document } from './document-kind.ts';
import { listPluginDocuments, type Plugin } from './plugin.ts';

/** A document of the core, or one of a plugin with its view. @throws Error for a kind that none of them brings. */
export async function attachDocumentView(
  document: Document,
  plugins: readonly Plugin[],
): Promise<ShownDocument> {
  if (isCoreDocument(document)) return document;
  const kind = listPluginDocuments(plugins).find(({ schema }) => schema === document.schema);
  if (kind === undefined) throw new Error(`no plugin brings documents of ${document.schema}`);
  return { document, view: await kind.view(document) };
}
