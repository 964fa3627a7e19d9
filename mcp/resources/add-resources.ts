import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { UserError } from '../../harness/model/user-error.ts';
import type { DoorParts } from '../door-parts.ts';
import { SCHEME } from './links.ts';

const FORMS = {
  '': 'application/json',
  '/report.md': 'text/markdown',
  '/report.html': 'text/html',
} as const;
export type Form = keyof typeof FORMS;
const ADDRESS =
  /^perf-harness:\/\/(?<kind>runs|comparisons)\/(?<id>[\w.-]{1,200}?)(?<form>\/report\.(?:md|html))?$/u;

/** Whole records and pages of them. */
export function addResources(server: Server, parts: DoorParts): void {
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: (['runs', 'comparisons'] as const).flatMap((kind) =>
      Object.entries(FORMS).map(([form, mimeType]) => ({
        uriTemplate: `${SCHEME}${kind}/{id}${form}`,
        name: `${kind}${form.replace('/', ' as ')}`,
        mimeType,
      })),
    ),
  }));
  server.setRequestHandler(ListResourcesRequestSchema, async () => {
    const { listResources } = await import('./read-resource.ts');
    return { resources: [...(await listResources(parts.openHost()))] };
  });
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => {
    const found = ADDRESS.exec(uri)?.groups;
    if (found === undefined) {
      const shown = JSON.stringify(uri.slice(0, 100));
      throw new McpError(ErrorCode.InvalidParams, `There is no resource at ${shown}.`);
    }
    const { readResource } = await import('./read-resource.ts');
    const form = (found.form ?? '') as Form;
    try {
      const kind = found.kind === 'runs' ? 'runs' : 'comparisons';
      const text = await readResource(parts.openHost(), kind, found.id ?? '', form);
      return { contents: [{ uri, mimeType: FORMS[form], text }] };
    } catch (error) {
      if (error instanceof UserError) throw new McpError(ErrorCode.InvalidParams, error.message);
      throw error;
    }
  });
}
