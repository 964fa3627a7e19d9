import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { tools, UserError } from 'perf-harness/plugin';
import type { McpServerDependencies } from '../mcp-server-dependencies.ts';

/** Formats in which a record can be read, by the suffix of its URI. */
const RESOURCE_FORMATS = {
  '': 'application/json',
  '/report.md': 'text/markdown',
  '/report.html': 'text/html',
} as const;
export type ResourceFormat = keyof typeof RESOURCE_FORMATS;

const ADDRESS =
  /^perf-harness:\/\/(?<kind>runs|comparisons)\/(?<id>[\w.-]{1,200}?)(?<form>\/report\.(?:md|html))?$/u;

export function addResources(server: Server, parts: McpServerDependencies): void {
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: (['runs', 'comparisons'] as const).flatMap((kind) =>
      Object.entries(RESOURCE_FORMATS).map(([form, mimeType]) => ({
        uriTemplate: `${tools.RESOURCE_SCHEME}${kind}/{id}${form}`,
        name: `${kind}${form.replace('/', ' as ')}`,
        mimeType,
      })),
    ),
  }));
  server.setRequestHandler(ListResourcesRequestSchema, async () => {
    const { listResources } = await import('./read-record-as-resource.ts');
    const resources = await parts.withHost(listResources);
    return { resources: [...resources] };
  });
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => {
    const found = ADDRESS.exec(uri)?.groups;
    if (found === undefined) {
      const shown = JSON.stringify(uri.slice(0, 100));
      throw new McpError(ErrorCode.InvalidParams, `There is no resource at ${shown}.`);
    }
    const { readResource } = await import('./read-record-as-resource.ts');
    const form = (found.form ?? '') as ResourceFormat;
    try {
      const kind = found.kind === 'runs' ? 'runs' : 'comparisons';
      const text = await parts.withHost((host) => readResource(host, kind, found.id ?? '', form));
      return { contents: [{ uri, mimeType: RESOURCE_FORMATS[form], text }] };
    } catch (error) {
      if (error instanceof UserError) throw new McpError(ErrorCode.InvalidParams, error.message);
      throw error;
    }
  });
}
