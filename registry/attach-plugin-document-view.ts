// Makes `perf-harness/plugin` resolve to this installation, whatever is installed next to the
// plugin.
import '../harness/loader/register-self-reference.ts';
import type { ShownDocument } from '../reports/reporter.ts';
import { isCoreDocument } from '../reports/views/create-document-view.ts';
import { listPluginDocuments, type Plugin } from './plugin.ts';
import type { Document } from './plugin-document-kind.ts';

/** Returns a core document, or a plugin's with its view. @throws Error for an unknown kind. */
export async function attachDocumentView(
  document: Document,
  plugins: readonly Plugin[],
): Promise<ShownDocument> {
  if (isCoreDocument(document)) return document;
  const kind = listPluginDocuments(plugins).find(({ schema }) => schema === document.schema);
  if (kind === undefined)
    throw new Error(`no plugin provides documents with the schema ${document.schema}`);
  return { document, view: await kind.view(document) };
}
