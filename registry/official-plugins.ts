import { plugin as investigate } from '../plugins/investigate/plugin.ts';
import type { DocumentKind } from './document-kind.ts';
import type { Plugin } from './plugin.ts';

/** Plugins that come with the package, by their manifests; the core knows nothing else of them. */
export const OFFICIAL_PLUGINS: readonly Plugin[] = [investigate];

/** Kinds of documents that plugins bring. */
export function pluginDocuments(plugins: readonly Plugin[]): readonly DocumentKind[] {
  return plugins.flatMap(({ documents = [] }) => documents);
}
